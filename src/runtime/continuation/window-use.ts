import type { ThreadState } from '#protocol';

/** Characters a token, for what was added since the provider last counted. */
const CHARACTERS_A_TOKEN = 3.5;

/**
 * How many tokens the next request of a thread holds, about: what the last one held by the provider's count, and the
 * length of what was added since. Undefined before the first answer, when nothing could be handed off.
 */
export function windowUse(thread: ThreadState): number | undefined {
  const turn = thread.turns.at(-1);
  if (!turn || thread.lastInput === undefined) return undefined;
  const added = JSON.stringify([turn.content, turn.calls.map(({ end }) => end), turn.injected]).length;
  return thread.lastInput.tokens + Math.ceil(added / CHARACTERS_A_TOKEN);
}
