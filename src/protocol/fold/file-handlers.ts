import type { fileEvents } from '../events/file-events.ts';
import type { ContentFact } from '../events/index.ts';
import type { Handlers } from './handlers.ts';
import type { RunState } from './state.ts';

export const fileHandlers: Handlers<keyof typeof fileEvents> = {
  artifact_written: (state, event) => note(state, event.thread, state.artifacts, event.data, 'artifacts/'),
  data_written: (state, event) => note(state, event.thread, state.data, event.data, '.ai/data/'),
  file_written: (state, event) => note(state, event.thread, state.files, event.data, ''),
};

function note(
  state: RunState,
  threadId: string,
  into: Map<string, ContentFact>,
  fact: ContentFact,
  prefix: string,
): void {
  into.set(fact.path, { path: fact.path, bytes: fact.bytes, sha256: fact.sha256 });
  const written = state.threads.get(threadId)?.filesWritten;
  const path = prefix + fact.path;
  if (written && !written.includes(path)) written.push(path);
}
