import { type Event, isFinal, type ModelRequest, type RunState } from '#protocol';
import { FakeClock } from '../helpers/fake-clock.ts';
import { type CountingTool, directiveOf, RuntimeFixture, required, toolOf } from '../helpers/runtime-fixture.ts';
import {
  give,
  operation,
  resultsIn,
  type ScriptedAnswer,
  type ScriptedModel,
  scriptedModel,
  spawn,
  turnOf,
} from '../helpers/scripted-model.ts';

/** A run with something of everything, on fresh ports: what a resumed process has is the log alone. */
export interface Pipeline {
  fixture: RuntimeFixture;
  model: ScriptedModel;
  tools: Record<'none' | 'idempotent' | 'once', CountingTool>;
}

const threadIds = (request: ModelRequest): string[] =>
  resultsIn(request).map((text) => (JSON.parse(text) as { thread_id: string }).thread_id);

const scripts: Record<string, (request: ModelRequest, turn: number) => ScriptedAnswer> = {
  /** Spawns three at once, waits, spawns one more and waits for it by the call, then hands over. */
  'team/lead': (request, turn) => {
    const spawns = ['team/worker', 'team/flaky', 'team/broken'].map((id) => spawn(id, { async: true }));
    if (turn === 1) return { text: 'Off they go.', calls: spawns };
    if (turn === 2) return { calls: [operation('wait_threads', { thread_ids: threadIds(request) })] };
    if (turn === 3) return { calls: [spawn('team/forgetful', { key: 'last', limit_overrides: { spend: 0.5 } })] };
    return { calls: [give({ report: 'all done' }), { name: 'test_once', input: { by: 'nobody' } }] };
  },
  /** Calls a tool of each effect. */
  'team/worker': (_request, turn) =>
    turn === 1
      ? {
          delayMs: 100,
          calls: ['none', 'idempotent', 'once'].map((effect) => ({ name: `test_${effect}`, input: { by: 'worker' } })),
        }
      : { text: 'worked' },
  /** Gets its answer at the second try. */
  'team/flaky': ({ attempt }) => (attempt === 1 ? { delayMs: 200, fail: {} } : { text: 'got there' }),
  /** Fails while a thread of its own is at work. */
  'team/broken': (_request, turn) =>
    turn === 1
      ? { calls: [spawn('team/slow', { async: true })] }
      : { delayMs: 500, fail: { category: 'permanent', retryable: false } },
  'team/slow': () => ({ delayMs: 1_000_000, text: 'never heard' }),
  /** Has to be reminded of its outputs. */
  'team/forgetful': (_request, turn) => (turn === 1 ? { text: 'Done!' } : { calls: [give({ found: 3 })] }),
};

export function pipeline(options: { simulated?: boolean } = {}): Pipeline {
  const clock = new FakeClock();
  const model = scriptedModel((request) => scripts[request.asker.directive]!(request, turnOf(request)), {
    simulated: options.simulated ?? true,
    sleep: (ms, signal) => clock.sleep(ms, signal),
  });
  const tools = {
    none: toolOf('test/none', { effect: 'none' }),
    idempotent: toolOf('test/idempotent', { effect: 'idempotent' }),
    once: toolOf('test/once', { effect: 'once' }),
  };
  const outputs: Record<string, string> = { 'team/lead': 'report', 'team/forgetful': 'found' };
  const directives = Object.keys(scripts).map((id) =>
    directiveOf(id, { outputs: outputs[id] === undefined ? [] : [required(outputs[id])] }),
  );
  return { fixture: new RuntimeFixture({ model, clock, directives, tools: Object.values(tools) }), model, tools };
}

/** Which turns of which threads have an answer in a log: `place turn`. */
export function answeredIn(events: Event[]): Set<string> {
  const places = new Map<string, string>();
  const answered = new Set<string>();
  for (const event of events) {
    if (event.type === 'thread_created') places.set(event.thread, event.data.place);
    if (event.type === 'model_call_completed') answered.add(`${places.get(event.thread)} ${event.turn}`);
  }
  return answered;
}

/** What a run came to, without the ids and times that differ from run to run. */
export function outcomeOf({ state }: { state: RunState }): unknown {
  return {
    status: state.status,
    outputs: state.outputs,
    threads: [...state.threads.values()]
      .map(({ place, status, outputs, result }) => ({ place, status, outputs, result, final: isFinal(status) }))
      .toSorted((a, b) => a.place.localeCompare(b.place)),
  };
}
