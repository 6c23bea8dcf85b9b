import { describe, expect, it } from 'vitest';
import { createReplayModel } from '#models';
import type { ContentBlock, Event, EventDraft, JsonObject, Message, ModelReply, ModelRequest } from '#protocol';
import { describeModel } from '../../conformance/model/describe-model.ts';
import { childOf, draftOf, logOf, runOf } from '../../helpers/event-builder.ts';
import { type Outcome, ofType, threadAt, toolOf } from '../../helpers/runtime-fixture.ts';
import { operation, spawn } from '../../helpers/scripted-model.ts';
import { outcomeOf, pipeline } from '../../runtime/pipeline.ts';
import { allIds, ids, type Script, tree } from '../../runtime/tree.ts';
import { aRequest } from '../offline/offline-thread.ts';
import { callsOf, missesOf, replayIn } from './replaying.ts';

describe('a recorded run in the model’s place', () => {
  it('makes the same run again: spawns, failures and retries, cancels, outputs and usage', async () => {
    const first = await pipeline().fixture.start();
    const again = pipeline();
    const second = await replayIn(again.fixture, first.events).start();
    expect(missesOf(second)).toEqual([]);
    expect(outcomeOf(second)).toEqual(outcomeOf(first));
    expect(callsOf(second.events)).toEqual(callsOf(first.events));
    expect(again.model.requests).toEqual([]);
    expect(ofType(second.events, 'run_started')[0]?.data).toMatchObject({
      provider: `replay:${first.state.runId}`,
      simulated: true,
    });
  });

  it('does not wait as the recorded one had to', async () => {
    const first = await pipeline().fixture.start();
    expect(ofType(first.events, 'retry_scheduled').map(({ data }) => data.delay_ms)).toEqual([2000]);
    const second = await replayIn(pipeline().fixture, first.events).start();
    expect(ofType(second.events, 'retry_scheduled').map(({ data }) => data.delay_ms)).toEqual([0]);
  });

  it('can be one that was itself replayed', async () => {
    const first = await pipeline().fixture.start();
    const second = await replayIn(pipeline().fixture, first.events).start();
    const third = await replayIn(pipeline().fixture, second.events).start();
    expect(missesOf(third)).toEqual([]);
    expect(outcomeOf(third)).toEqual(outcomeOf(first));
  });

  it('can be one that died at any event and was resumed, also in the middle of a call', async () => {
    const whole = pipeline();
    const { events } = await whole.fixture.start();
    for (let cut = 3; cut < events.length; cut += 4) {
      const died = pipeline();
      await died.fixture.adopt(whole.fixture, cut);
      const resumed = await died.fixture.resume();
      const again = await replayIn(pipeline().fixture, resumed.events).start();
      expect(missesOf(again), `cut at ${cut}`).toEqual([]);
      expect(outcomeOf(again), `cut at ${cut}`).toEqual(outcomeOf(resumed));
    }
  });

  it('goes on in another process where the replay died', async () => {
    const first = await pipeline().fixture.start();
    const replayed = pipeline();
    const { events } = await replayIn(replayed.fixture, first.events).start();
    for (let cut = 5; cut < events.length; cut += 9) {
      const died = pipeline();
      died.fixture.ports.model = createReplayModel(first.events);
      await died.fixture.adopt(replayed.fixture, cut);
      const resumed = await died.fixture.resume();
      expect(missesOf(resumed), `cut at ${cut}`).toEqual([]);
      expect(outcomeOf(resumed), `cut at ${cut}`).toEqual(outcomeOf(first));
    }
  });

  it('answers a thread that goes on after its end, by all the turns that it still sees', async () => {
    const lead: Script = (request, turn) => {
      if (turn === 1) return { calls: [spawn('team/scout', { async: true })] };
      const id = allIds(request)[0] ?? '';
      if (turn === 3) return { calls: [operation('resume_thread', { thread_id: id, message: 'look again' })] };
      return turn < 5 ? { calls: [operation('wait_threads', { thread_ids: [id] })] } : { text: 'done' };
    };
    const scripts: Record<string, Script> = {
      'team/lead': lead,
      'team/scout': (_, turn) => ({ text: `look ${turn}` }),
    };
    const recorded = await tree(scripts).fixture.start();
    const again = await replayIn(tree(scripts).fixture, recorded.events).start();
    expect(missesOf(again)).toEqual([]);
    expect(outcomeOf(again)).toEqual(outcomeOf(recorded));
    expect(threadAt(again.state, 'root/scout[0]+1')).toMatchObject({ status: 'completed', result: 'look 2' });
  });

  it('that failed and was resumed gives its failures first, and its answer to who resumes as well', async () => {
    const answers = [{ fail: {} }, { fail: {} }, { fail: {} }, { text: 'at last' }];
    let asked = 0;
    const scripts = { 'team/lead': () => answers[asked++] ?? { text: 'never' } };
    const { fixture } = tree(scripts);
    expect((await fixture.start()).root.status).toBe('error');
    const recorded = await fixture.resume();
    expect(recorded.root).toMatchObject({ status: 'completed', result: 'at last' });
    const again = replayIn(tree(scripts).fixture, recorded.events);
    expect((await again.start()).root.status).toBe('error');
    const resumed = await again.resume();
    expect(missesOf(resumed)).toEqual([]);
    expect(resumed.root).toMatchObject({ status: 'completed', result: 'at last' });
  });

  it('speaks of this run’s threads where it spoke of its own, also as keys and inside texts', async () => {
    let first = '';
    const lead: Script = (request, turn) => {
      if (turn === 1) return { calls: [1, 2].map(() => spawn('team/worker', { async: true })) };
      if (turn === 2) {
        first = ids(request)[0] ?? '';
        return { calls: [operation('wait_threads', { thread_ids: ids(request) })] };
      }
      const seen = { of: first, seen: { [first]: `it was ${first}` } };
      return turn === 3 ? { calls: [{ name: 'test_note', input: seen }] } : { text: `${first} was the first` };
    };
    const scripts = { 'team/lead': lead, 'team/worker': () => ({ text: 'worked' }) };
    const recorded = await tree(scripts, { tools: [toolOf('test/note')] }).fixture.start();
    const note = toolOf('test/note');
    const second = await replayIn(tree(scripts, { tools: [note] }).fixture, recorded.events).start();
    expect(missesOf(second)).toEqual([]);
    const id = second.state.byPlace.get('root/worker[0]') ?? '';
    expect(id).not.toBe(first);
    expect(note.runs).toEqual([{ of: id, seen: { [id]: `it was ${id}` } }]);
    expect(second.root.result).toBe(`${id} was the first`);
  });
});

describe('a request that differs', () => {
  it('in what a tool said is a miss that names place, call and path, and is not tried again', async () => {
    const recorded = await looking({ found: { files: 3 }, at: 'here' });
    const second = await looking({ found: { files: 4 }, at: 'here' }, recorded.events);
    expect(missesOf(second)).toEqual([
      'replay:tidy-ghjkmn has no answer for root, call m2: messages[2].content[0].content.found.files differs: 3 was recorded, 4 is asked',
    ]);
    expect(second.root).toMatchObject({ status: 'error', error: { code: 'runtime/model-failed' } });
    expect(ofType(second.events, 'retry_scheduled')).toEqual([]);
  });

  it('in nothing but times and how long things took is none', async () => {
    const recorded = await looking({ at: '2026-01-02T03:04:05.678Z', duration_ms: 12 });
    const second = await looking({ at: '2027-11-12T13:14:15.000Z', duration_ms: 3400.5 }, recorded.events);
    expect(missesOf(second)).toEqual([]);
  });

  it('in what may differ, before what may not, names what may not; also in a text inside of a result', async () => {
    const said = (at: string, ms: number, more: string) => ({
      duration_ms: ms,
      saved: { checkpoint: 'plan', seq: ms },
      text: JSON.stringify({ at, seq: ms, duration_ms: ms }),
      more,
    });
    const recorded = await looking(said('2026-01-02T03:04:05.678Z', 12, 'a'));
    const [miss] = missesOf(await looking(said('2027-01-02T03:04:05.678Z', 13, 'b'), recorded.events));
    expect(miss).toContain('content.more differs: "a" was recorded, "b" is asked');
    expect(missesOf(await looking(said('2027-01-02T03:04:05.678Z', 13, 'a'), recorded.events))).toEqual([]);
  });

  it('in a member that is new, or gone, is one', async () => {
    const recorded = await looking({ a: 1 });
    expect(missesOf(await looking({ a: 1, b: 2 }, recorded.events))[0]).toContain(
      'content.b differs: nothing was recorded, 2 is asked',
    );
    expect(missesOf(await looking({}, recorded.events))[0]).toContain(
      'content.a differs: 1 was recorded, nothing is asked',
    );
  });

  it('in its inputs is one at the first message', async () => {
    const { fixture } = tree({ 'team/lead': () => ({ text: 'hello' }) });
    const recorded = await fixture.start();
    const again = tree({ 'team/lead': () => ({}) }, { parts: { 'team/lead': { body: 'Do something else.' } } });
    const [miss] = missesOf(await replayIn(again.fixture, recorded.events).start());
    expect(miss).toMatch(
      /root, call m1: messages\[0\]\.content\[0\]\.text differs: .*Do team.* was recorded, .*Do something/,
    );
  });

  it('in its model, its system text, the names or the descriptions of its tools says which', async () => {
    const model = createReplayModel(recordedCall());
    const base = aRequest({ asker: ASKER, system: '', model: 'test-model', messages: PROMPT });
    const tool = { name: 'look', description: 'Looks.', input_schema: {} };
    const missOf = async (changes: Partial<typeof base>): Promise<string> =>
      messageOf(await model.call({ ...base, ...changes }, { signal: new AbortController().signal }));
    expect(await missOf({ model: 'another' })).toContain(
      'model differs: "test-model" was recorded, "another" is asked',
    );
    expect(await missOf({ system: 'Be brief.' })).toContain('system differs');
    expect(await missOf({ tools: [tool] })).toContain('tools[0] differs: nothing was recorded, "look" is asked');
    expect(await missOf({})).toContain('tools differs: other descriptions or schemas was recorded');
  });

  it('at a place or a call that was not recorded says so', async () => {
    const model = createReplayModel(recordedCall());
    const signal = new AbortController().signal;
    const elsewhere = aRequest({ asker: { ...ASKER, place: 'root/new[0]' } });
    expect(messageOf(await model.call(elsewhere, { signal }))).toContain(
      'for root/new[0], call c1: the recorded run asked nothing at this place',
    );
    const later = aRequest({ asker: ASKER, attempt: 2, callId: 'm2' });
    expect(messageOf(await model.call(later, { signal }))).toContain('hold no such turn and attempt');
  });
});

describeModel('a replay', async () => {
  const usage = { input_tokens: 9, output_tokens: 3, cache_read_tokens: 0, cache_write_tokens: 0 };
  const call = (id: string): ContentBlock => ({ type: 'tool_use', id, name: 'look', input: {} });
  const at = (place: string): ModelRequest =>
    aRequest({ asker: { ...ASKER, place }, system: '', model: 'test-model', messages: PROMPT, callId: 'm1' });
  const completed = (content: ContentBlock[]) =>
    draftOf('model_call_completed', { content, usage, stop_reason: content.length > 1 ? 'tool_use' : 'end_turn' });
  const threads: Record<string, EventDraft[]> = {
    calls: [completed([{ type: 'text', text: 'Looking.' }, call('t1'), call('t2')])],
    text: [completed([{ type: 'text', text: 'All is well.' }])],
    fails: [draftOf('model_call_failed')],
    slow: [
      draftOf('model_call_failed', { category: 'cancelled', retryable: false }),
      draftOf('thread_cancelled', { by: 'rye' }),
    ],
  };
  const drafts = Object.entries(threads).flatMap(([name, ends]) => [
    childOf('lead-1', name),
    ...[draftOf('context_composed'), draftOf('model_call_started'), ...ends].map((draft) => ({
      ...draft,
      thread: name,
    })),
  ]);
  return {
    model: createReplayModel(logOf([...runOf(), ...drafts.map((draft) => ({ ...draft, turn: 1 }))])),
    withCalls: at('root/calls'),
    withText: at('root/text'),
    failing: at('root/fails'),
    slow: at('root/slow'),
  };
});

const ASKER = { runId: 'new-run', thread: 'lead-2', place: 'root' };
const PROMPT: Message[] = [{ role: 'user', content: [{ type: 'text', text: 'Do it.' }] }];

/** A run of one call, whose frame is that of another set of tools. */
function recordedCall(): Event[] {
  const asked = draftOf('model_call_started', { frame: 'of-old-tools' }, { turn: 1, call_id: 'm1' });
  return logOf([...runOf(), draftOf('context_composed'), asked, draftOf('model_call_completed', {}, { turn: 1 })]);
}

function messageOf(reply: ModelReply): string {
  if (reply.ok) throw new Error('expected a miss, got an answer');
  expect(reply.failure).toMatchObject({ category: 'replay_miss', retryable: false, mayHaveCost: false });
  return reply.failure.message;
}

/** A run whose root looks once; its tool says this. */
async function looking(result: JsonObject, recorded?: Event[]): Promise<Outcome> {
  const tools = [toolOf('test/look', { run: async () => ({ ok: true, result }) })];
  const look = { calls: [{ name: 'test_look', input: {} }] };
  const { fixture } = tree({ 'team/lead': (_request, turn) => (turn === 1 ? look : { text: 'seen' }) }, { tools });
  return recorded ? replayIn(fixture, recorded).start() : fixture.start();
}
