import { newRunId } from '#protocol';
import type { AppContext } from '../app-context.ts';
import { detachRun } from '../detach-run.ts';
import { optionArgs } from './option-args.ts';
import type { StartRequest } from './types.ts';
import { withPrivateFile } from './with-private-file.ts';

/**
 * Starts a run in a process of its own that outlives this one, and returns its id once its first event is durable.
 * @throws {DetachFailedError} with what the process said; nothing runs then
 */
export function startDetached(context: AppContext, request: StartRequest): Promise<string> {
  const runId = newRunId(request.item, context.randomness);
  return withPrivateFile(JSON.stringify(request.inputs), async (path) => {
    const args = [
      'run',
      ...optionArgs(request),
      // Whoever started it can answer it, from the cockpit or from anywhere else.
      '--approve=ask',
      '--run-id',
      runId,
      '--inputs',
      path,
      ...kindArgs(request),
      '--',
      request.item,
    ];
    await detachRun(context, runId, args);
    return runId;
  });
}

function kindArgs({ kind }: StartRequest): string[] {
  return kind === undefined ? [] : [`--kind=${kind}`];
}
