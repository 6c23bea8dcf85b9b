import { createHash } from 'node:crypto';
import { ExitCode, RyeError } from './errors.ts';
import type { Clock, Randomness } from './ports/clock.ts';

/** Thrown for a run id that is not `[a-z][a-z0-9-]{2,63}`, or that reads like a commit hash. */
export class BadRunIdError extends RyeError {
  readonly code = 'protocol/bad-run-id';
  override readonly exitCode = ExitCode.usage;

  constructor(runId: string) {
    super(`"${runId}" is no run id.`, {
      hint: 'A run id begins with a letter and has 3 to 64 of a-z, 0-9 and "-"; one that reads like a commit hash is refused.',
      data: { run_id: runId },
    });
  }
}

/**
 * Returns a run id that is safe as a branch name, a folder name and a command argument.
 * @throws {BadRunIdError}
 */
export function checkRunId(runId: string): string {
  if (!/^[a-z][a-z0-9-]{2,63}$/.test(runId) || /^[0-9a-f]+$/.test(runId) || runId.endsWith('-'))
    throw new BadRunIdError(runId);
  // `main` is the branch of what pipelines keep, `head` would read as the current one.
  if (runId === 'main' || runId === 'head') throw new BadRunIdError(runId);
  return runId;
}

/** A new run id: the item's last name and six random characters. */
export function newRunId(item: string, randomness: Randomness): string {
  const letters = 'ghjkmnpqrstvwxyz';
  const suffix = Array.from(randomness.hex(3), (digit) => letters[Number.parseInt(digit, 16)]).join('');
  const name = (item.split('/').at(-1) ?? '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  return checkRunId(`${name || 'run'}-${suffix}`);
}

/** A new thread id, `<directive id>-<epoch ms>-<4 hex>`: opaque, and safe as a name on any disk. */
export function newThreadId(directive: string, clock: Clock, randomness: Randomness): string {
  return `${directive.replace(/[^A-Za-z0-9_.-]+/g, '-')}-${clock.now()}-${randomness.hex(2)}`;
}

/** The longest folder name made from a place, in bytes; common file systems end at 255. */
const LONGEST_FOLDER_NAME = 120;

/**
 * The folder of a thread below `threads/`: two hex digits of its place's SHA-1, then the place with `/` as `~`.
 * A place that is too long, or that a case-insensitive disk could confuse with another, carries a hash instead.
 */
export function placeFolder(place: string): string {
  const sha1 = createHash('sha1').update(place).digest('hex');
  const plain = place.replaceAll('/', '~');
  const safe =
    /^[a-z0-9_.,~+[\]-]+$/.test(plain) && Buffer.byteLength(plain) <= LONGEST_FOLDER_NAME && !place.includes('~');
  const name = safe
    ? plain
    : `${plain.replace(/[^A-Za-z0-9_.,~+[\]-]/g, '_').slice(0, LONGEST_FOLDER_NAME - 17)}-${sha1.slice(0, 16)}`;
  return `${sha1.slice(0, 2)}/${name}`;
}

/** Lower-case hex SHA-256 of text (as UTF-8) or bytes. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
