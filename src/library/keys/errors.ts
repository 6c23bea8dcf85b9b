import { ExitCode, RyeError } from '#protocol';

/** Thrown where something is to be signed and there is no key to sign with. */
export class NoSigningKeyError extends RyeError {
  readonly code = 'library/no-signing-key';
  override readonly exitCode = ExitCode.environment;

  constructor(facts: { path: string }) {
    super(`There is no key to sign with: ${facts.path} is not there.`, {
      hint: 'Make one with `rye keys new`.',
      data: facts,
    });
  }
}

/** Thrown for a private key that is none, that others may read, or that its public key does not belong to. */
export class BadSigningKeyError extends RyeError {
  readonly code = 'library/bad-signing-key';
  override readonly exitCode = ExitCode.environment;

  constructor(facts: { path: string; reason: string }, cause?: unknown) {
    super(`${facts.path} cannot be signed with: ${facts.reason}.`, {
      hint: 'Mend the file (`chmod 600`), or move it away and make a new key with `rye keys new`.',
      data: facts,
      cause,
    });
  }
}

/** Thrown where a new key would replace one: what was signed with it could never be signed again. */
export class KeyExistsError extends RyeError {
  readonly code = 'library/key-exists';
  override readonly exitCode = ExitCode.usage;

  constructor(facts: { path: string }) {
    super(`There is a key already: ${facts.path}.`, {
      hint: 'Nothing was changed. Move it away first, if you want another.',
      data: facts,
    });
  }
}

/** Thrown where a file that is to be trusted holds no usable key. */
export class NoPublicKeyError extends RyeError {
  readonly code = 'library/no-public-key';
  override readonly exitCode = ExitCode.usage;

  constructor(facts: { path: string; reason: string }) {
    super(`${facts.path} cannot be trusted: ${facts.reason}.`, {
      hint: 'Give it a public key in PEM form, or a trust file that `rye keys export` wrote.',
      data: facts,
    });
  }
}
