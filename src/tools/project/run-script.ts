import type { Json, JsonObject, ToolContext, ToolOutcome } from '#protocol';
import { endedEarly } from '../bash.ts';
import { ToolFailedError } from '../errors.ts';
import { type Environment, limitedEnvironment } from '../process/environment.ts';
import { runProcess } from '../process/run-process.ts';
import type { ToolFile } from './tool-files.ts';
import type { ToolMetadata } from './tool-metadata.ts';

/** How much of stderr goes into an error, in characters: its end says what went wrong. */
const STDERR_TAIL = 2000;

/** Runs a tool file: parameters as JSON on stdin, result as JSON on stdout, the project root as its folder. */
export async function runScript(
  call: { file: ToolFile; metadata: ToolMetadata; input: JsonObject; env: Environment; nodePath: string },
  context: ToolContext,
): Promise<ToolOutcome> {
  const { file, metadata } = call;
  const timeoutMs = Math.min(context.timeoutMs, metadata.timeoutMs);
  const end = await runProcess(
    {
      ...commandOf(file, metadata, call.nodePath),
      cwd: context.projectRoot,
      env: limitedEnvironment(call.env, metadata.env, context),
      stdin: JSON.stringify(call.input),
      timeoutMs,
    },
    context,
  );
  const streams = { stdout: end.stdout, stderr: end.stderr, exit_code: end.exitCode };
  const early = endedEarly(file.id, end, timeoutMs, streams);
  if (early !== undefined) return early;

  const result = parseResult(end.stdout);
  const own = reportedFailure(result);
  if (end.exitCode === 0 && own === undefined) return { ok: true, result };
  const why = own ?? end.stderr.trim().slice(-STDERR_TAIL);
  return { ok: false, error: new ToolFailedError({ tool: file.id, exit_code: end.exitCode, why }).toJSON(), result };
}

function commandOf(file: ToolFile, metadata: ToolMetadata, nodePath: string): { programs: string[]; args: string[] } {
  if (metadata.command !== undefined) {
    const [program = '', ...args] = metadata.command;
    return { programs: [program], args };
  }
  if (file.extension === 'sh') return { programs: ['bash', 'sh'], args: [file.absolute] };
  if (file.extension === 'py') return { programs: ['python3', 'python'], args: [file.absolute] };
  return { programs: [nodePath], args: [file.absolute] };
}

/** What a tool wrote, where it is JSON; else the text itself. */
function parseResult(stdout: string): Json {
  try {
    return JSON.parse(stdout) as Json;
  } catch (error) {
    if (error instanceof SyntaxError) return { stdout };
    throw error;
  }
}

/** `success: false` in a result is a failure, whatever the exit code (formats 1.5). */
function reportedFailure(result: Json): string | undefined {
  if (typeof result !== 'object' || result === null || Array.isArray(result) || result['success'] !== false)
    return undefined;
  const said = result['error'] ?? result['message'];
  return typeof said === 'string' ? said : JSON.stringify(said ?? 'it reported success: false');
}
