import type { Question } from '#protocol';

/** Names a question; one that a thread asks anew is another one. */
export function questionKey({ runId, id, at }: Question): string {
  return `${runId} ${id} ${at}`;
}
