import { stat } from 'node:fs/promises';
import { z } from 'zod';
import type { ToolOutcome } from '#protocol';
import { defineTool } from './define-tool.ts';
import { AbortedError, NoSuchFileError, TimedOutError, WrongKindError } from './errors.ts';
import { type Environment, shellEnvironment } from './process/environment.ts';
import { type ProcessEnd, runProcess } from './process/run-process.ts';
import { isMissing, type ProjectPath, resolvePath } from './resolve-path.ts';

export const bashTool = (env: Environment) =>
  defineTool({
    id: 'rye/bash',
    description:
      'Runs a shell command without a terminal and without input. Returns `stdout`, `stderr` and `exit_code`; an exit code other than 0 is a result, not an error. Processes that the command leaves in the background are ended with it.',
    effect: 'once',
    input: z.strictObject({
      command: z.string().min(1).describe('The command line, for bash (sh where bash is missing).'),
      cwd: z
        .string()
        .optional()
        .describe('The folder to run in, relative to the project root. Default: the project root.'),
      timeout: z
        .number()
        .positive()
        .optional()
        .describe('Seconds after which it is stopped. Default: what the call may take.'),
    }),
    async run({ command, cwd = '.', timeout }, context) {
      const folder = await checkFolder(await resolvePath(context.projectRoot, cwd), cwd);
      const timeoutMs = Math.min(context.timeoutMs, timeout === undefined ? Number.POSITIVE_INFINITY : timeout * 1000);
      const end = await runProcess(
        {
          programs: ['bash', 'sh'],
          args: ['-c', command],
          cwd: folder,
          env: shellEnvironment(env, context),
          timeoutMs,
        },
        context,
      );
      const result = { stdout: end.stdout, stderr: end.stderr, exit_code: end.exitCode };
      return endedEarly('The command', end, timeoutMs, result) ?? { ok: true, result };
    },
  });

/** The failure of a process that rye had to end, with what it had said until then. */
export function endedEarly(
  what: string,
  end: ProcessEnd,
  timeoutMs: number,
  result: { stdout: string; stderr: string; exit_code: number },
): ToolOutcome | undefined {
  if (end.endedBy === undefined) return undefined;
  const error =
    end.endedBy === 'timeout' ? new TimedOutError({ what, timeout_ms: timeoutMs }) : new AbortedError({ what });
  return { ok: false, error: error.toJSON(), result };
}

async function checkFolder(place: ProjectPath, given: string): Promise<string> {
  const found = await stat(place.absolute).catch((error: unknown) => {
    if (isMissing(error)) throw new NoSuchFileError({ path: given });
    throw error;
  });
  if (!found.isDirectory()) throw new WrongKindError({ path: given, wanted: 'folder', found: 'file' });
  return place.absolute;
}
