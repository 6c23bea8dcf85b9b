import fc from 'fast-check';
import { type Event, type EventDraft, isoTime, type JsonObject } from '#protocol';
import { draftOf, LOG_START_MS } from '../../helpers/event-builder.ts';

/** What a thread of a plan does next. */
export type Doing =
  | { call: string; input: JsonObject; outcome: 'completed' | 'failed' | 'denied' }
  /** Something said, which is no action. */
  | { says: string }
  | { card: string }
  | { writes: string; content: string }
  | { spawns: ThreadPlan };

/** What a thread does, whatever its id is and whenever it does it. */
export interface ThreadPlan {
  key: string;
  doings: Doing[];
  outputs?: JsonObject;
  fails?: boolean;
}

/** What differs between two runs of one plan. */
export interface Chance {
  runId: string;
  seed: number;
  startMs: number;
}

export const noChance: Chance = { runId: 'tidy-ghjkmn', seed: 1, startMs: LOG_START_MS };

/** The log of a plan: threads take turns as chance has it, and name each other by ids that hold time and chance. */
export function logOfPlan(root: ThreadPlan, chance: Chance = noChance): Event[] {
  const random = lottery(chance.seed);
  const ids = new Map<ThreadPlan, string>();
  const idOf = (plan: ThreadPlan): string => {
    const id = ids.get(plan) ?? `do-${plan.key}-${chance.startMs + random(999)}-${hex(random(65536))}`;
    ids.set(plan, id);
    return id;
  };
  const drafts: EventDraft[] = [];
  const rootId = idOf(root);
  const frame = { thread: rootId };
  drafts.push(draftOf('run_started', { run_id: chance.runId, root: rootId, inputs: { job: 'tidy' } }, frame));
  drafts.push(draftOf('thread_created', { place: 'root', directive: root.key }, frame));
  const lanes = [laneOf(root, { place: 'root', idOf, chance })];
  while (lanes.length > 0) {
    const nth = random(lanes.length);
    const step = lanes[nth]?.next();
    if (step === undefined || step.done) lanes.splice(nth, 1);
    else {
      drafts.push(...step.value.drafts);
      if (step.value.lane) lanes.push(step.value.lane);
    }
  }
  drafts.push(draftOf('run_completed', { ...(root.outputs && { outputs: root.outputs }) }, frame));
  let at = chance.startMs;
  return drafts.map((draft, index) => {
    at += random(2000);
    return { v: 1, seq: index + 1, at: isoTime(at), ...draft } as Event;
  });
}

/** The events of one thread in order, each time as many as stand together; with them a thread that begins. */
type Lane = Generator<LaneStep>;

interface LaneStep {
  drafts: EventDraft[];
  lane?: Lane;
}

interface Site {
  place: string;
  idOf: (plan: ThreadPlan) => string;
  chance: Chance;
}

function* laneOf(plan: ThreadPlan, site: Site): Lane {
  const { place, idOf, chance } = site;
  const thread = idOf(plan);
  const mentioned: string[] = [];
  for (const [nth, doing] of plan.doings.entries()) {
    const call_id = `t${nth}`;
    const frame = { thread, call_id };
    const asks = (name: string, input: JsonObject): EventDraft =>
      draftOf('model_call_completed', { content: [{ type: 'tool_use', id: call_id, name, input }] }, frame);
    if ('says' in doing) {
      yield { drafts: [draftOf('model_call_completed', { content: [{ type: 'text', text: doing.says }] }, frame)] };
    } else if ('call' in doing) {
      const input = { ...doing.input, seen: [...mentioned], file: `.ai/data/runs/${chance.runId}/notes.md` };
      yield { drafts: [asks(doing.call, input)] };
      if (doing.outcome !== 'denied')
        yield { drafts: [draftOf('tool_call_started', { tool: doing.call, input }, frame)] };
      yield { drafts: [draftOf(`tool_call_${doing.outcome}`, { tool: doing.call }, frame)] };
    } else if ('card' in doing) {
      yield { drafts: [draftOf('card_created', { card: `c-${thread}-${nth}`, title: doing.card }, { thread })] };
    } else if ('writes' in doing) {
      const content = { path: `${place.replaceAll('/', '-')}-${doing.writes}`, bytes: 1, sha256: doing.content };
      yield { drafts: [draftOf('artifact_written', content, { thread })] };
    } else {
      const child = idOf(doing.spawns);
      mentioned.push(child, `read agent/threads/${child}, please`);
      const below = { place: `${place}/${doing.spawns.key}`, directive: doing.spawns.key, parent: thread, depth: 1 };
      yield { drafts: [asks('spawn', {}), draftOf('tool_call_started', { tool: 'spawn' }, frame)] };
      yield {
        drafts: [draftOf('thread_created', { ...below, spawned_by: call_id }, { thread: child })],
        lane: laneOf(doing.spawns, { ...site, place: below.place }),
      };
      yield { drafts: [draftOf('tool_call_completed', { tool: 'spawn', result: { thread_id: child } }, frame)] };
    }
  }
  const outputs = plan.outputs && { outputs: { ...plan.outputs, by: thread } };
  yield {
    drafts: [
      plan.fails ? draftOf('thread_failed', {}, { thread }) : draftOf('thread_completed', { ...outputs }, { thread }),
    ],
  };
}

/** Chance that comes out the same each time. */
function lottery(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function hex(value: number): string {
  return value.toString(16).padStart(4, '0');
}

const word = fc.constantFrom('oak', 'rye', 'elm', 'ash');
const value = fc.oneof(word, fc.integer({ min: 0, max: 3 }), fc.array(word, { maxLength: 2 }));
const values = fc.dictionary(word, value, { maxKeys: 2 });

/** Plans of up to three levels; the keys of a thread's children are all different. */
export const arbitraryPlan: fc.Arbitrary<ThreadPlan> = planOf(2).map((plan) => ({ ...plan, key: 'lead' }));

function planOf(levels: number): fc.Arbitrary<ThreadPlan> {
  const outcome = fc.constantFrom('completed', 'failed', 'denied');
  const doing: fc.Arbitrary<Doing>[] = [
    fc.record({ call: word, input: values, outcome }) as fc.Arbitrary<Doing>,
    fc.record({ says: word }),
    fc.record({ card: word }),
    fc.record({ writes: word, content: fc.constantFrom('a'.repeat(64), 'b'.repeat(64)) }),
  ];
  if (levels > 0) doing.push(fc.record({ spawns: planOf(levels - 1) }));
  return fc
    .record({ doings: fc.array(fc.oneof(...doing), { maxLength: 4 }), outputs: fc.option(values), fails: fc.boolean() })
    .map(({ doings, outputs, fails }) => ({
      key: 'thread',
      doings: doings.map((each, nth) => ('spawns' in each ? { spawns: { ...each.spawns, key: `k${nth}` } } : each)),
      ...(outputs && { outputs }),
      fails,
    }));
}

export const arbitraryChance: fc.Arbitrary<Chance> = fc.record({
  runId: fc.constantFrom('tidy-ghjkmn', 'tidy-pqrstv', 'other'),
  seed: fc.nat(),
  startMs: fc.integer({ min: 1_600_000_000_000, max: 1_900_000_000_000 }),
});
