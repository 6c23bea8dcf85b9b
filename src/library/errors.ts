import { ExitCode, type ItemKind, type Json, type Problem, RyeError } from '#protocol';

/** Thrown for an id that could name a file outside its space, and for a file that a link leads out of it. */
export class BadIdError extends RyeError {
  readonly code = 'library/bad-id';
  override readonly exitCode = ExitCode.usage;

  constructor(id: string, reason: string) {
    super(`"${id}" is no item id: it ${reason}.`, {
      hint: 'An id is a path below the folder of its kind, with "/" between its parts and no extension, like "team/release".',
      data: { id, reason },
    });
  }
}

/** Thrown where no space holds the item. */
export class UnknownItemError extends RyeError {
  readonly code = 'library/unknown-item';
  override readonly exitCode = ExitCode.usage;

  /** @param facts.known Ids that there are, of the same kind. */
  constructor(facts: { id: string; kind?: ItemKind; nearest: string[]; known: string[]; looked: string[] }) {
    const { id, kind, nearest, known, looked } = facts;
    const some = `${known.slice(0, 8).join(', ')}${known.length > 8 ? ', …' : ''}`;
    super(`There is no ${kind ?? 'item'} "${id}" in ${looked.join(', ')}.`, {
      hint:
        nearest.length > 0
          ? `Did you mean ${nearest.map((near) => `"${near}"`).join(' or ')}?`
          : `There are ${some || 'none yet'}.`,
      data: { id, ...(kind !== undefined && { kind }), nearest, looked },
    });
  }
}

/** Thrown where an id without a kind names items of several kinds. */
export class AmbiguousItemError extends RyeError {
  readonly code = 'library/ambiguous-item';
  override readonly exitCode = ExitCode.usage;

  constructor(id: string, kinds: ItemKind[]) {
    super(`"${id}" names a ${kinds.join(' and a ')}.`, { hint: 'Say which kind is meant.', data: { id, kinds } });
  }
}

/** Thrown for a file that does not parse. The message is the first problem; `data.problems` holds all of them. */
export class InvalidItemError extends RyeError {
  readonly code = 'library/invalid-item';
  override readonly exitCode = ExitCode.usage;
  readonly problems: Problem[];

  constructor(problems: Problem[]) {
    const errors = problems.filter((problem) => problem.level === 'error');
    const first = errors[0] ?? problems[0];
    const others = errors.length - 1;
    super(first === undefined ? 'The item is invalid.' : `${first.file}:${first.line}:${first.col}  ${first.message}`, {
      hint:
        others > 0 ? `Correct the file; ${others} more of its places are wrong.` : 'Correct the file at this place.',
      data: { problems: problems.map((problem): Json => ({ ...problem })) },
    });
    this.problems = problems;
  }
}

/** Thrown for a signed item whose text, or whose signature, is not what was signed. Such an item is never used. */
export class TamperedItemError extends RyeError {
  readonly code = 'library/tampered-item';
  override readonly exitCode = ExitCode.usage;

  constructor(facts: { kind: ItemKind; id: string; path: string }) {
    super(`${facts.path} was changed after it was signed.`, {
      hint: 'Restore the signed text, or sign it again after reading what changed.',
      data: { ...facts },
    });
  }
}

/** Thrown where a file of a space is there but cannot be read. */
export class UnreadableItemError extends RyeError {
  readonly code = 'library/unreadable';
  override readonly exitCode = ExitCode.environment;

  constructor(path: string, cause: unknown) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
    super(`${path} cannot be read (${reason}).`, {
      hint: 'Check that you may read the file and the folders above it.',
      data: { path, reason },
      cause,
    });
  }
}
