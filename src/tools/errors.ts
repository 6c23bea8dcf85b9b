import { ExitCode, type Json, RyeError } from '#protocol';

/** A path that a tool may not touch: outside the project, or rye's and git's own records. */
export class PathRefusedError extends RyeError {
  readonly code = 'tools/path-refused';
  override readonly exitCode = ExitCode.usage;

  constructor(facts: { path: string; rule: string }) {
    super(`"${facts.path}" is out of reach: ${facts.rule}.`, {
      hint: 'Use a path inside the project; .git, .ai/data/runs and .ai/data/.git belong to git and rye.',
      data: facts,
    });
  }
}

/** Nothing lies at a path that was to be read, searched or edited. */
export class NoSuchFileError extends RyeError {
  readonly code = 'tools/no-such-file';
  override readonly exitCode = ExitCode.usage;

  constructor(facts: { path: string }) {
    super(`There is no "${facts.path}" in the project.`, {
      hint: 'List the folder with rye/file-system/ls or look for the name with rye/file-system/glob.',
      data: facts,
    });
  }
}

/** A folder where a file was wanted, or the other way round. */
export class WrongKindError extends RyeError {
  readonly code = 'tools/wrong-kind';
  override readonly exitCode = ExitCode.usage;

  constructor(facts: { path: string; wanted: 'file' | 'folder'; found: string }) {
    super(`"${facts.path}" is a ${facts.found}, and a ${facts.wanted} is needed.`, {
      hint: facts.wanted === 'file' ? 'Name a file inside it.' : 'Name the folder that holds it.',
      data: facts,
    });
  }
}

/** A file that is no UTF-8 text, or too large to be handed over as text. */
export class NotTextError extends RyeError {
  readonly code = 'tools/not-text';
  override readonly exitCode = ExitCode.usage;

  constructor(facts: { path: string; bytes: number; why: string }) {
    super(`"${facts.path}" cannot be handled as text: ${facts.why} (${facts.bytes} bytes).`, {
      hint: 'Look at it with a command through rye/bash, such as file, head -c or strings.',
      data: facts,
    });
  }
}

/** A file that is not as the caller believes it is. */
export class FileChangedError extends RyeError {
  readonly code = 'tools/file-changed';

  constructor(facts: { path: string; expected_sha256: string; actual_sha256: string }) {
    super(`"${facts.path}" has changed since it was read: its SHA-256 is ${facts.actual_sha256}.`, {
      hint: 'Read the file again and make the change on what it holds now.',
      data: facts,
    });
  }
}

/** Line ranges that cannot be applied to a file. */
export class BadEditError extends RyeError {
  readonly code = 'tools/bad-edit';
  override readonly exitCode = ExitCode.usage;

  constructor(facts: { path: string; why: string; lines: number }) {
    super(`The edits of "${facts.path}" were not applied: ${facts.why}.`, {
      hint: `The file has ${facts.lines} lines. Ranges count from 1, include both ends and may not overlap.`,
      data: facts,
    });
  }
}

/** A search pattern that cannot be used. */
export class BadPatternError extends RyeError {
  readonly code = 'tools/bad-pattern';
  override readonly exitCode = ExitCode.usage;

  constructor(facts: { pattern: string; why: string }) {
    super(`The pattern "${facts.pattern}" cannot be used: ${facts.why}.`, {
      hint: 'rye/file-system/grep takes a JavaScript regular expression; escape characters that are meant literally.',
      data: facts,
    });
  }
}

/** A search that did not end in time; mostly a pattern with nested repetition. */
export class SearchTooSlowError extends RyeError {
  readonly code = 'tools/search-too-slow';

  constructor(facts: { pattern: string; limit_ms: number }) {
    super(`Searching for "${facts.pattern}" took more than ${facts.limit_ms} ms and was stopped.`, {
      hint: 'Avoid nested repetition such as (a+)+, or narrow the search with path and include.',
      data: facts,
    });
  }
}

/** Input that does not fit a tool's schema. */
export class InvalidInputError extends RyeError {
  readonly code = 'tools/invalid-input';
  override readonly exitCode = ExitCode.usage;

  constructor(facts: { tool: string; why: string }) {
    super(`The input of ${facts.tool} is not valid: ${facts.why}`, {
      hint: "Compare it with the tool's input schema.",
      data: facts,
    });
  }
}

/** No artifact of the run has this path or hash. */
export class NoSuchArtifactError extends RyeError {
  readonly code = 'tools/no-such-artifact';
  override readonly exitCode = ExitCode.usage;

  constructor(facts: { reference: string }) {
    super(`The run has no artifact "${facts.reference}".`, {
      hint: 'rye/artifacts/list names those it has.',
      data: facts,
    });
  }
}

/** A process that did not end within its time and was ended. */
export class TimedOutError extends RyeError {
  readonly code = 'tools/timed-out';

  constructor(facts: { what: string; timeout_ms: number }) {
    super(
      `${facts.what} did not end within ${facts.timeout_ms / 1000} s and was stopped, with all processes of its group.`,
      {
        hint: 'Give it more time with timeout (seconds), or make it do less.',
        data: facts,
      },
    );
  }
}

/** A call that was cancelled while it ran. */
export class AbortedError extends RyeError {
  readonly code = 'tools/aborted';

  constructor(facts: { what: string }) {
    super(`${facts.what} was cancelled before it ended.`, { data: facts });
  }
}

/** A program that could not be started at all. */
export class CannotStartError extends RyeError {
  readonly code = 'tools/cannot-start';
  override readonly exitCode = ExitCode.environment;

  constructor(facts: { program: string; why: string }) {
    super(`"${facts.program}" could not be started: ${facts.why}.`, {
      hint: 'Install the program, or put its folder on PATH.',
      data: facts,
    });
  }
}

/** A project tool that ended with an exit code other than 0, or reported a failure itself. */
export class ToolFailedError extends RyeError {
  readonly code = 'tools/tool-failed';

  constructor(facts: { tool: string; exit_code: number; why: string }) {
    super(`${facts.tool} failed (exit code ${facts.exit_code})${facts.why === '' ? '.' : `: ${facts.why}`}`, {
      hint: 'Correct the parameters, or the tool under .ai/tools.',
      data: facts,
    });
  }
}

/** A file under `.ai/tools` that rye cannot use as a tool. */
export class InvalidToolError extends RyeError {
  readonly code = 'tools/invalid-tool';
  override readonly exitCode = ExitCode.usage;
  readonly why: string;

  constructor(facts: { path: string; why: string }) {
    super(`${facts.path} is no usable tool: ${facts.why}.`, {
      hint: 'docs/errors/tools-invalid-tool.md shows what a tool file declares.',
      data: facts,
    });
    this.why = facts.why;
  }
}

/** A tool's file that was edited after the run had taken it up. */
export class ToolChangedError extends RyeError {
  readonly code = 'tools/tool-changed';

  constructor(facts: { path: string; expected_sha256: string; actual_sha256: string }) {
    super(`${facts.path} is not the file that this run began with.`, {
      hint: 'Start the run again, or resume it with --latest, to use the file as it is now.',
      data: facts,
    });
  }
}

/** The file system, or git, refused what a tool needs. */
export class SystemRefusedError extends RyeError {
  readonly code = 'tools/system-refused';
  override readonly exitCode = ExitCode.environment;

  constructor(facts: { what: string; why: string; errno?: string }, cause?: unknown) {
    const data: Record<string, Json> = { ...facts };
    super(`${facts.what} failed: ${facts.why}`, {
      hint: 'Check permissions and free space of the project folder, and the state of its git repository.',
      data,
      ...(cause !== undefined && { cause }),
    });
  }
}
