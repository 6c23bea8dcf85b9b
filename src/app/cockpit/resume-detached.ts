import type { AppContext } from '../app-context.ts';
import { detachRun } from '../detach-run.ts';
import { optionArgs } from './option-args.ts';
import type { ResumeRequest } from './types.ts';
import { withPrivateFile } from './with-private-file.ts';

/**
 * Goes on with a run in a process of its own, and returns once that process has taken it over.
 * @throws {DetachFailedError} with what the process said; the run stays as it was
 */
export async function resumeDetached(context: AppContext, runId: string, request: ResumeRequest): Promise<void> {
  const args = ['resume', ...optionArgs(request)];
  if (request.message === undefined) {
    await detachRun(context, runId, [...args, '--', runId]);
  } else {
    await withPrivateFile(request.message, (path) =>
      detachRun(context, runId, [...args, '--message-file', path, '--', runId]),
    );
  }
}
