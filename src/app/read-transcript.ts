import { transcriptMarkdown } from '#protocol';
import type { AppContext } from './app-context.ts';
import { findThread, readRun } from './read-run.ts';

/** One thread's conversation as Markdown. @param thread Id or place. @throws {RyeError} unknown run or thread */
export async function readTranscript(context: AppContext, runId: string, thread: string): Promise<string> {
  const { state } = await readRun(context, runId);
  return transcriptMarkdown(state, findThread(state, thread));
}
