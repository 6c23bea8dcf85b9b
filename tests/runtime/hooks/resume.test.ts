import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Event, foldRun, type HookDefinition, type JsonObject } from '#protocol';
import { directiveOf, type Outcome, ofType, RuntimeFixture, required, toolOf } from '../../helpers/runtime-fixture.ts';
import { give, scriptedModel, spawn, turnOf } from '../../helpers/scripted-model.ts';

const EVENTS = [
  'build_system_prompt',
  'thread_started',
  'error',
  'limit',
  'after_step',
  'directive_return',
  'after_complete',
];

const tool = (id: string, params: JsonObject = {}): JsonObject => ({
  primary: 'execute',
  item_type: 'tool',
  item_id: id,
  params,
});

const knowledge = (id: string): JsonObject => ({ primary: 'fetch', item_type: 'knowledge', item_id: id });

const actions: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.constantFrom(
    tool('test/note', { by: '${directive}' }),
    tool('test/look'),
    tool('test/none'),
    knowledge('team/rules'),
    knowledge('team/none'),
    knowledge('agent/threads/root'),
  ),
  fc
    .constantFrom('continue', 'retry', 'fail', 'abort', 'escalate')
    .map((action) => tool('rye/agent/threads/internal/control', { action })),
);

const hooks: fc.Arbitrary<HookDefinition[]> = fc
  .array(
    fc.record({
      event: fc.constantFrom(...EVENTS),
      layer: fc.integer({ min: 0, max: 3 }),
      actions: fc.array(actions, { minLength: 1, maxLength: 2 }),
      condition: fc.constantFrom(
        {},
        { path: 'cost.turns', op: 'gte', value: 2 },
        { path: 'thread_id', op: 'contains', value: 'scout' },
      ),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((list) => list.map((hook, index) => ({ id: `h${index}`, ...hook })));

/** A lead whose first call fails and that spawns a scout; the scout runs into its limit of turns or returns. */
function family(all: HookDefinition[], limit: number) {
  const model = scriptedModel((request) => {
    const turn = turnOf(request);
    if (request.asker.directive === 'team/scout')
      return turn < 3 ? { calls: [{ name: 'test_look', input: {} }] } : { calls: [give({ seen: turn })] };
    if (turn === 1 && request.attempt === 1) return { fail: { category: 'overloaded' } };
    if (turn === 1) return { calls: [spawn('team/scout', { key: 'scout' })] };
    return { calls: [give({ report: 'done' })] };
  });
  const notes = toolOf('test/note', { effect: 'once', run: async () => ({ ok: true, result: { content: 'noted' } }) });
  const fixture = new RuntimeFixture({
    model,
    tools: [toolOf('test/look'), notes],
    knowledge: { 'team/rules': 'Rules.' },
    directives: [
      directiveOf('team/lead', { hooks: all, outputs: [required('report')] }),
      directiveOf('team/scout', { hooks: all, outputs: [required('seen')], limits: { turns: limit } }),
    ],
  });
  return { fixture, notes };
}

/** How the root of a part of a log stands. */
function rootOf(events: Event[]) {
  const state = foldRun(events);
  return state.threads.get(state.root ?? '')?.status;
}

/** What of an end can be compared between runs whose ids differ. */
function endOf({ state, events }: Outcome) {
  const plain = (text: string): string => text.replaceAll(/scout-\d+-\w+|lead-\d+-\w+/g, 'ID');
  const threads = [...state.threads.values()].map(({ place, status, outputs, error, context }) => ({
    place,
    status,
    outputs,
    error: plain(error?.message ?? ''),
    parts: context?.parts.map(({ id, source, position }) => `${position} ${source} ${id}`),
  }));
  const decided = ofType(events, 'hooks_dispatched').map(({ thread, data }) =>
    plain(`${thread} ${data.on} ${data.answer ?? ''}`),
  );
  return { status: state.status, threads, decided: decided.toSorted() };
}

it('whatever hooks a run has and wherever it is cut off, it comes to the same end, and runs no `once` tool twice', async () => {
  await fc.assert(
    fc.asyncProperty(
      hooks,
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }),
      async (all, limit, cuts) => {
        const source = family(all, limit);
        const whole = await source.fixture.start();
        for (const cut of cuts) {
          const upTo = 1 + Math.floor(cut * (whole.events.length - 2));
          // A root that has failed is gone on with, by design: who resumes a run wants another try.
          const rootEnd = rootOf(whole.events.slice(0, upTo));
          if (rootEnd === 'error' || rootEnd === 'cancelled') continue;
          const again = family(all, limit);
          await again.fixture.adopt(source.fixture, upTo);
          const outcome = await again.fixture.resume();
          const cutOff = whole.events[upTo - 1];
          // A tool whose outcome nobody knows brings no text, and says so; all else is the same.
          const isLost = cutOff?.type === 'hook_started' && cutOff.data.effect === 'once';
          if (isLost)
            expect(
              ofType(outcome.events, 'hook_failed').some(({ data }) => data.error.message.includes('outcome unknown')),
            ).toBe(true);
          else expect(endOf(outcome), `cut after ${upTo}, ${cutOff?.type}`).toEqual(endOf(whole));
          const began = ofType(whole.events.slice(0, upTo), 'hook_started').filter(
            ({ data }) => data.effect === 'once',
          );
          expect(began.length + again.notes.runs.length).toBe(source.notes.runs.length);
        }
      },
    ),
    { numRuns: 60 },
  );
});
