import type { JsonObject, ModelReply, ModelRequest } from '#protocol';
import { FakeClock } from '../helpers/fake-clock.ts';
import { directiveOf, ofType, RuntimeFixture, toolOf } from '../helpers/runtime-fixture.ts';
import { operation, type ScriptedCall, scriptedModel, spawn, textsIn, turnOf } from '../helpers/scripted-model.ts';

/** Numbers from a seed and a name, the same every time. */
export function diceOf(seed: number, name: string): (sides: number) => number {
  let state = Buffer.from(name).reduce((sum, byte) => Math.imul(sum ^ byte, 16_777_619), seed | 0) >>> 0;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

const failed = (category: 'cancelled' | 'overloaded', mayHaveCost: boolean): ModelReply => ({
  ok: false,
  failure: { category, code: category, message: category, retryable: category === 'overloaded', mayHaveCost },
});

/**
 * Everything for a run whose threads do by dice whatever threads can do: spawn, wait, cancel, kill, go on after their
 * end, hand off, fail, answer, fill their windows. Each call uses as much as it may: the input that was promised as its
 * most, in whatever mix of cached and not, and up to the whole answer.
 */
export function rolledFixture(seed: number, maxThreads: number): RuntimeFixture {
  const clock = new FakeClock();
  const model = {
    ...scriptedModel(() => ({})),
    async call(request: ModelRequest, { signal }: { signal: AbortSignal }): Promise<ModelReply> {
      const dice = diceOf(seed, `${request.asker.place} ${request.callId}`);
      await clock.sleep(dice(2000), signal);
      if (signal.aborted) return failed('cancelled', true);
      if (dice(8) === 0) return failed('overloaded', dice(2) === 0);
      const most = await promised(request);
      const read = dice(most + 1);
      const write = dice(3) === 0 ? most - read : dice(most - read + 1);
      const usage = {
        cache_read_tokens: read,
        cache_write_tokens: write,
        input_tokens: most - read - write,
        output_tokens: dice(2) === 0 ? request.maxOutputTokens : dice(request.maxOutputTokens + 1),
      };
      const calls = Array.from({ length: turnOf(request) <= 2 ? 1 + dice(3) : dice(3) }, () => anyCall(dice, request));
      const content = calls.map((call, index) => ({
        type: 'tool_use' as const,
        id: `${request.callId}-${index}`,
        ...call,
      }));
      return { ok: true, content, stopReason: calls.length > 0 ? 'tool_use' : 'end_turn', usage };
    },
  };
  const fixture = new RuntimeFixture({
    model,
    clock,
    directives: [directiveOf('team/any', { limits: { turns: 6, depth: 3, spawns: 4 } })],
    tools: [toolOf('test/look')],
    settings: { maxThreads },
    maxOutputTokens: 4000,
    window: 6000,
  });
  const promised = async ({ asker, callId }: ModelRequest): Promise<number> => {
    const started = ofType(await fixture.events(), 'model_call_started');
    return started.findLast(({ thread, call_id }) => thread === asker.thread && call_id === callId)?.data
      .input_bound_tokens as number;
  };
  return fixture;
}

function anyCall(dice: (sides: number) => number, request: ModelRequest): ScriptedCall {
  const known = [...new Set(JSON.stringify(request.messages).match(/team-any-\d+-[0-9a-f]{4}/g) ?? [])];
  const one = known[dice(Math.max(1, known.length))];
  const on = (name: string, input: JsonObject = {}): ScriptedCall =>
    one === undefined ? operation('list_active') : operation(name, { thread_id: one, ...input });
  const async = dice(2) === 0;
  switch (dice(11)) {
    case 0:
      return { name: 'test_look', input: { text: 'x'.repeat(dice(500)) } };
    case 1:
    case 2:
      return operation('wait_threads', { thread_ids: known, timeout: dice(10) });
    case 3:
      return on(async ? 'cancel_thread' : 'kill_thread');
    case 4:
      return on('resume_thread', { message: `again after ${textsIn(request).length}`, async });
    case 5:
      return on('handoff_thread', { async });
    default:
      return spawn('team/any', {
        async: dice(3) > 0,
        ...(dice(2) === 0 && { limit_overrides: { spend: dice(40) / 1000 } }),
      });
  }
}
