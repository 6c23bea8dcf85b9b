import type { EventDraft } from '#protocol';
import { draftOf } from '../../tests/helpers/event-builder.ts';

const WORDS =
  'the file holds a list of routes and each one has its own handler which reads the session before it looks up the user in the table of accounts and returns what the caller asked for or an error that says why not while the cache keeps answers for a minute'.split(
    ' ',
  );

/** Chance that is the same each time. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Events as a run of agents has them, turn after turn: lines of 0.3 to 4 KB, of text that compresses as prose does. */
export function* mixedEvents(thread: string, seed: number): Generator<EventDraft> {
  const chance = dice(seed);
  const text = (words: number): string =>
    Array.from({ length: words }, () => {
      const word = WORDS[Math.floor(chance() * WORDS.length)];
      return chance() < 0.1 ? `${word}${Math.floor(chance() * 1e6).toString(36)}` : word;
    }).join(' ');
  for (let turn = 1; ; turn += 1) {
    const ask = { thread, turn, call_id: `m${turn}` };
    const call = { thread, turn, call_id: `t${turn}` };
    const input = { path: `src/${text(2).replace(' ', '/')}.ts`, offset: Math.floor(chance() * 500) };
    yield draftOf('model_call_started', {}, ask);
    yield draftOf(
      'model_call_completed',
      {
        content: [
          { type: 'text', text: text(20 + Math.floor(chance() * 60)) },
          { type: 'tool_use', id: call.call_id, name: 'rye_file_system_read', input },
        ],
        stop_reason: 'tool_use',
      },
      ask,
    );
    yield draftOf('tool_call_started', { tool: 'rye/file-system/read', input }, call);
    yield draftOf(
      'tool_call_completed',
      { tool: 'rye/file-system/read', result: { content: text(50 + Math.floor(chance() * 550)), lines: turn } },
      call,
    );
  }
}
