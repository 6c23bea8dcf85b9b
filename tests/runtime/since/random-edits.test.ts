import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Event, isFinal, type ModelRequest, type RunState, runCost, toNano } from '#protocol';
import { ofType } from '../../helpers/runtime-fixture.ts';
import { turnOf } from '../../helpers/scripted-model.ts';
import { type Act, baseOf, type Files, type Part, type Staged, stage, type Written } from './written-tree.ts';

/** Many where the property is to be looked at closely: `RYE_SINCE=500`. */
const CASES = Number(process.env['RYE_SINCE'] ?? 40);

const PARTS = 5;
/** More than that is no more to the point. */
const MOST_THREADS = 16;
const DAY_MS = 86_400_000;
const START_MS = Date.parse('2026-01-02T03:04:05.000Z');
const GIVEN: Files = new Map([
  ['a.txt', 'first'],
  ['b.txt', 'second'],
]);

const small = fc.integer({ min: 0, max: 3 });
const word = fc.constantFrom('oak', 'rye', 'ash');
const model = fc.constantFrom('small', 'large');

function actsOf(index: number): fc.Arbitrary<Act> {
  const look = fc.record({
    do: fc.constantFrom('read' as const, 'view' as const),
    at: fc.constantFrom<'given' | 'shown' | 'child'>('given', 'shown', 'shown', 'child'),
    path: fc.constantFrom('a.txt', 'b.txt'),
  });
  const plain = fc.constantFrom<Act[]>({ do: 'once' }, { do: 'write' }, { do: 'publish' });
  if (index === PARTS - 1) return fc.oneof(look, plain);
  const spawn = fc.record(
    {
      do: fc.constant('spawn' as const),
      part: fc.oneof(fc.constant(PARTS - 1), fc.integer({ min: index + 1, max: PARTS - 1 })),
      key: fc.constant(''),
      value: small,
      hears: fc.boolean(),
      async: fc.boolean(),
      model,
      shows: fc.constant(''),
    },
    { requiredKeys: ['do', 'part', 'key', 'value', 'hears', 'async'] },
  );
  return fc.oneof(spawn, spawn, look, plain);
}

function partOf(index: number): fc.Arbitrary<Part> {
  const steps = fc.array(fc.array(actsOf(index), { minLength: 1, maxLength: 3 }), {
    minLength: index === 0 ? 2 : 0,
    maxLength: 3,
  });
  return fc.record(
    {
      word,
      aside: word,
      end: fc.constantFrom('gives', 'gives', 'gives', 'stumbles', index === 0 ? 'gives' : 'fails'),
      steps: steps.map(keyed),
      model,
    },
    { requiredKeys: ['word', 'aside', 'end', 'steps'] },
  );
}

/** Each child has a key of its own; what is read of another one, or shown to it, is of one that has ended by then. */
function keyed(steps: Act[][]): Act[][] {
  const ended: string[] = [];
  const written = new Set<string>();
  return steps.map((acts, step) => {
    const last = ended.at(-1);
    return acts.flatMap((act, nth): Act[] => {
      if (act.do === 'spawn') {
        const { shows, ...rest } = act;
        const key = `s${step}-${nth}`;
        ended.push(key);
        return [{ ...rest, key, ...(shows !== undefined && last !== undefined && { shows: last }) }];
      }
      if (act.do === 'once') return [act];
      if (act.do === 'read' || act.do === 'view') {
        if (act.at !== 'child') return [act];
        return last === undefined ? [] : [{ ...act, path: last }];
      }
      if (written.has(act.do)) return [];
      written.add(act.do);
      return [act];
    });
  });
}

const threadsOf = (parts: readonly Part[], index = 0): number =>
  (parts[index]?.steps ?? [])
    .flat()
    .reduce((sum, act) => sum + (act.do === 'spawn' ? threadsOf(parts, act.part) : 0), 1);

const written: fc.Arbitrary<Written> = fc
  .record({
    parts: fc.tuple(...Array.from({ length: PARTS }, (_, index) => partOf(index))),
    topic: word,
  })
  .filter(({ parts }) => threadsOf(parts) <= MOST_THREADS);

const KINDS = ['word', 'aside', 'end', 'model', 'turns', 'more', 'value', 'drop', 'topic', 'file'] as const;
interface Edit {
  kind: (typeof KINDS)[number];
  part: number;
  chance: number;
}
const edits = fc.array(
  fc.record({
    kind: fc.constantFrom(...KINDS),
    part: fc.integer({ min: 0, max: PARTS - 1 }),
    chance: fc.integer({ min: 0, max: 7 }),
  }),
  { maxLength: 3 },
);

function edited(before: Written, all: readonly Edit[]): Written {
  return all.reduce(({ parts, topic }, { kind, part, chance }) => {
    const text = `new ${chance}`;
    const change = (more: Partial<Part>): Written => ({
      parts: parts.map((each, index) => (index === part ? { ...each, ...more } : each)),
      topic,
    });
    const { steps, end } = parts[part] as Part;
    switch (kind) {
      case 'word':
        return change({ word: text });
      case 'aside':
        return change({ aside: text });
      case 'end':
        return change({ end: end === 'fails' || part === 0 ? 'gives' : 'fails' });
      case 'model':
        return change({ model: chance % 2 === 0 ? 'small' : 'large' });
      case 'turns':
        return change({ turns: 20 + chance });
      case 'more':
        return change({ more: true });
      case 'value':
        return change({
          steps: steps.map((acts) => acts.map((act) => (act.do === 'spawn' ? { ...act, value: 10 + chance } : act))),
        });
      case 'drop':
        return change({ steps: steps.slice(1) });
      case 'topic':
        return { parts, topic: text };
      default:
        return { parts, topic };
    }
  }, before);
}

function withEdits(files: Files, all: readonly Edit[]): Files {
  const after = new Map(files);
  for (const { kind, part, chance } of all)
    if (kind === 'file') after.set(part % 2 === 0 ? 'a.txt' : 'b.txt', `new ${chance}`);
  return after;
}

interface Ran {
  state: RunState;
  events: Event[];
}

/** What came of each thread, by its place. */
function outcomes({ state }: Ran): Record<string, unknown> {
  const ends = [...state.threads.values()].map(({ place, status, outputs, error }) => [
    place,
    { status, outputs, error: error?.code },
  ]);
  return { run: state.status, outputs: state.outputs, threads: Object.fromEntries(ends) };
}

/** The requests that were answered, by place and turn: what was asked, without what differs from run to run. */
function answered({ model }: Staged, { state, events }: Ran): Map<string, string> {
  const ends = new Set(ofType(events, 'model_call_completed').map(({ thread, call_id }) => `${thread} ${call_id}`));
  const told = ({ model: id, system, messages, tools }: ModelRequest): string =>
    JSON.stringify([id, system, messages, tools])
      .replaceAll(/team-n\d-\d{10,16}-[0-9a-f]{4}/g, (name) => state.threads.get(name)?.place ?? name)
      .replaceAll(/\\"cost\\":\{[^}]*\}/g, '');
  return new Map(
    model.requests
      .filter(({ asker, callId }) => ends.has(`${asker.thread} ${callId}`))
      .map((request) => [`${request.asker.place} ${turnOf(request)}`, told(request)]),
  );
}

/** Answers that were asked for and paid, as `place turn`. */
function paidFor({ state, events }: Ran): string[] {
  return ofType(events, 'model_call_completed')
    .filter(({ taken_over: mark }) => mark === undefined)
    .map(({ thread, turn }) => `${state.threads.get(thread)?.place} ${turn}`)
    .toSorted();
}

/** What each answer had cost, wherever it was paid, as `place turn`. */
function worth({ state, events }: Ran): Record<string, number> {
  return Object.fromEntries(
    ofType(events, 'model_call_completed').map(({ thread, turn, data }) => [
      `${state.threads.get(thread)?.place} ${turn}`,
      toNano(data.cost_usd) + toNano(data.saved_usd ?? 0),
    ]),
  );
}

/** Where `once` did its work, as `place turn`. */
const doneBy = ({ done }: Staged, { state }: Ran): string[] =>
  done.map(({ thread, turn }) => `${state.threads.get(thread)?.place} ${turn}`).toSorted();

function checkMoney({ state, events }: Ran): void {
  const cost = runCost(state);
  const root = state.threads.get(state.root ?? '')?.account;
  expect((root?.own ?? 0) + (root?.children ?? 0)).toBe(toNano(cost.usd));
  const of = (key: 'cost_usd' | 'saved_usd'): number =>
    ofType(events, 'model_call_completed').reduce((sum, { data }) => sum + toNano(data[key] ?? 0), 0);
  expect(of('cost_usd')).toBe(toNano(cost.usd) - toNano(cost.unsettled_usd));
  expect(of('saved_usd')).toBe(toNano(cost.saved_usd ?? 0));
  for (const { place, status, account, openModelCall } of state.threads.values()) {
    expect(isFinal(status), place).toBe(true);
    expect(account.reserved, place).toBe(0);
    expect(openModelCall, place).toBeUndefined();
  }
}

it('a run that takes over comes to what a full run comes to, and asks only what was not answered before', {
  timeout: 60_000 + CASES * 1000,
}, async () => {
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(written, edits, fc.nat(), async (before, all, chance) => {
      const after = edited(before, all);
      const first = stage(before, new Map(GIVEN), START_MS);
      const base = await first.fixture.start({ inputs: first.inputs });
      const files = withEdits(first.files, all);
      const whole = stage(after, new Map(files), START_MS + DAY_MS);
      const full = await whole.fixture.start({ inputs: whole.inputs });

      const second = stage(after, files, START_MS + 2 * DAY_MS);
      second.fixture.ports.since = await baseOf(first, base, files);
      const cuts: { upTo: number; files: Files }[] = [];
      const observe = (events: Event[]): void =>
        void cuts.push({ upTo: events.at(-1)?.seq ?? 0, files: new Map(files) });
      const next = await second.fixture.start({ inputs: second.inputs, observe });

      expect(outcomes(next)).toEqual(outcomes(full));
      checkMoney(next);
      expect(worth(next)).toEqual(worth(full));
      // Up to its first other request a thread is told what it was told before; from then on it asks.
      const [then, now] = [answered(first, base), answered(whole, full)];
      const isOld = (key: string): boolean => {
        const [place, turn] = key.split(' ');
        return Array.from({ length: Number(turn) }, (_, nth) => `${place} ${nth + 1}`).every(
          (each) => then.get(each) === now.get(each),
        );
      };
      const isNew = (key: string): boolean => !isOld(key);
      expect(paidFor(next)).toEqual([...now.keys()].filter(isNew).toSorted());
      expect(doneBy(second, next)).toEqual(doneBy(whole, full).filter(isNew));
      for (const { thread, data } of ofType(next.events, 'thread_taken_over')) {
        const original = base.state.threads.get(data.from_thread);
        expect(original?.status).toBe('completed');
        expect(next.state.threads.get(thread)?.place).toBe(original?.place);
        seen.set('thread_taken_over', (seen.get('thread_taken_over') ?? 0) + 1);
      }

      const cut = cuts[chance % cuts.length];
      if (!cut || cut.upTo < 4 || cut.upTo === next.events.length) return;
      const third = stage(after, cut.files, START_MS + 3 * DAY_MS);
      await third.fixture.adopt(second.fixture, cut.upTo);
      third.fixture.ports.since = await baseOf(first, base, cut.files);
      const resumed = await third.fixture.resume({ retry: true });
      const where = `cut off after event ${cut.upTo}, ${next.events[cut.upTo - 1]?.type}`;
      expect(outcomes(resumed), where).toEqual(outcomes(full));
      checkMoney(resumed);
      expect(paidFor(resumed), where).toEqual(paidFor(next));
      seen.set('cut', (seen.get('cut') ?? 0) + 1);
    }),
    { numRuns: CASES, ...(process.env['RYE_SINCE_SEED'] && { seed: Number(process.env['RYE_SINCE_SEED']) }) },
  );
  for (const what of ['thread_taken_over', 'cut']) expect(seen.get(what) ?? 0, what).toBeGreaterThan(0);
});
