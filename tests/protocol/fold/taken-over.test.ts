import { describe, expect, it } from 'vitest';
import { foldRun, runCost, threadCost } from '#protocol';
import { draftOf, logOf, runOf } from '../../helpers/event-builder.ts';

const MARK = { taken_over: { run: 'other-ghjkmn', seq: 9 } };
const CALL = { call_id: 'm1', turn: 1 };

describe('what was taken over from another run', () => {
  const state = foldRun(
    logOf([
      ...runOf(),
      draftOf('model_call_started', { reserved_usd: 0 }, { ...CALL, ...MARK }),
      draftOf(
        'model_call_completed',
        { content: [{ type: 'tool_use', id: 't1', name: 'look', input: {} }], cost_usd: 0, saved_usd: 0.02 },
        { ...CALL, ...MARK },
      ),
      draftOf('tool_call_started', {}, { call_id: 't1', turn: 1, ...MARK }),
      draftOf('tool_call_completed', {}, { call_id: 't1', turn: 1, ...MARK }),
    ]),
  );
  const thread = state.threads.get(state.root ?? '')!;

  it('costs nothing, and counts as saved', () => {
    expect(runCost(state)).toMatchObject({ usd: 0, saved_usd: 0.02, input_tokens: 0, output_tokens: 0 });
    expect(threadCost(thread)).toMatchObject({ turns: 1, model_calls: 0, tool_calls: 0 });
  });

  it('still tells how full the window is, and how many calls have their numbers', () => {
    expect(thread.lastInput?.tokens).toBe(100);
    expect(thread.modelCalls).toBe(1);
  });

  it('says nothing of savings where there are none', () => {
    expect(runCost(foldRun(logOf(runOf())))).not.toHaveProperty('saved_usd');
  });
});

describe('a fork', () => {
  it('is another run from its point on, with the same past', () => {
    const state = foldRun(logOf([...runOf(), draftOf('run_forked', { run_id: 'fork-ghjkmn', from_seq: 2 })]));
    expect(state).toMatchObject({ runId: 'fork-ghjkmn', forkedFrom: { run: 'other-ghjkmn', seq: 2 } });
    expect(state.threads.size).toBe(1);
  });
});
