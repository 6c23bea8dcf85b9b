import { ExitCode, RyeError } from '#protocol';

/** The file system refused: no permission, read-only, full, gone, or out of handles. */
export class EnvironmentRefusedError extends RyeError {
  readonly code = 'cli/environment';
  override readonly exitCode = ExitCode.environment;

  constructor(facts: { errno: string; syscall: string; path: string }, cause: unknown) {
    super(`The file system refused: ${REASONS[facts.errno]} (${facts.errno}, ${facts.syscall} ${facts.path}).`, {
      hint: 'Mend that and try again; what was acknowledged before is kept.',
      data: facts,
      cause,
    });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  EIO: 'the disk has an error',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
};

/** An error of the operating system that a person can mend, as such; any other as it is. */
export function asEnvironmentError(error: unknown): unknown {
  if (error instanceof RyeError || !(error instanceof Error)) return error;
  const { code = '', syscall = '', path = '' } = error as NodeJS.ErrnoException;
  return Object.hasOwn(REASONS, code) ? new EnvironmentRefusedError({ errno: code, syscall, path }, error) : error;
}
