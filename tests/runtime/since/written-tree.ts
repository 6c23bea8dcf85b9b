import { createRecall } from '#models';
import {
  type Directive,
  type Event,
  type Json,
  type JsonObject,
  type ModelRequest,
  type RunState,
  sha256,
  type ToolOutcome,
} from '#protocol';
import type { RuntimePorts } from '#runtime';
import { createMemoryStore } from '#store';
import { FakeClock } from '../../helpers/fake-clock.ts';
import { directiveOf, RUN_ID, RuntimeFixture, required, toolOf } from '../../helpers/runtime-fixture.ts';
import {
  give,
  operation,
  type ScriptedAnswer,
  type ScriptedCall,
  type ScriptedModel,
  scriptedModel,
  spawn,
  turnOf,
} from '../../helpers/scripted-model.ts';

/** One thing that a thread does. Each writes a file of its own, and reads what was written before it began to. */
export type Act =
  | {
      do: 'spawn';
      part: number;
      key: string;
      value: number;
      hears: boolean;
      async: boolean;
      model?: string;
      /** The key of an earlier child, whose file the new one may read. */
      shows?: string;
    }
  /** A file of the project, or an artifact: a child's, or the one that it was shown. */
  | { do: 'read' | 'view'; at: 'given' | 'shown' | 'child'; path: string }
  | { do: 'write' | 'publish' }
  | { do: 'once' };

/** A directive: its text says all that a thread of it does, turn by turn, and what it gives back in the end. */
export interface Part {
  word: string;
  /** Told to the model; it does nothing about it. */
  aside: string;
  end: 'gives' | 'fails' | 'stumbles';
  steps: Act[][];
  model?: string;
  turns?: number;
  /** It may hand over something more, and never does. */
  more?: boolean;
}

/** The directives of a run; the first is the root's. */
export interface Written {
  parts: Part[];
  topic: string;
}

/** The project's files, by path. */
export type Files = Map<string, string>;

/** A run of what is written, on ports of its own. */
export interface Staged {
  fixture: RuntimeFixture;
  model: ScriptedModel;
  files: Files;
  /** Where `once` did its work: thread id and turn. */
  done: { thread: string; turn: number }[];
  inputs: JsonObject;
}

const idOf = (part: number): string => `team/n${part}`;

export function stage({ parts, topic }: Written, files: Files, startMs: number): Staged {
  const clock = new FakeClock(startMs);
  const model = scriptedModel(answer, { sleep: (ms, signal) => clock.sleep(ms, signal) });
  const done: Staged['done'] = [];
  const fixture = new RuntimeFixture({
    model,
    clock,
    directives: parts.map(directiveFor),
    tools: [
      ...fileTools(files),
      toolOf('test/once', {
        effect: 'once',
        run: async (input, { thread }) => {
          done.push({ thread, turn: Number(input['turn']) });
          return { ok: true, result: { saw: input } };
        },
      }),
    ],
  });
  return { fixture, model, files, done, inputs: { value: `${topic}|root|` } };
}

function directiveFor({ model, turns, more, ...plan }: Part, index: number): Directive {
  return directiveOf(idOf(index), {
    body: `PLAN ${JSON.stringify(plan)}\nFor {input:value}`,
    ...(model !== undefined && { model: { id: model } }),
    limits: turns === undefined ? {} : { turns },
    inputs: [required('value')],
    declaresInputs: true,
    outputs: [required('said'), ...(more ? [{ ...required('more'), required: false }] : [])],
  });
}

/** They have the names of the real ones, since it is by these that rye knows what a call looks at. */
function fileTools(files: Files) {
  const missing: ToolOutcome = { ok: false, error: { code: 'missing', message: 'There is no such file.' } };
  const content = (found: string | undefined): ToolOutcome =>
    found === undefined ? missing : { ok: true, result: { content: found } };
  const path = (input: JsonObject): string => input['path'] as string;
  const text = (input: JsonObject): string => input['content'] as string;
  return [
    toolOf('rye/file-system/read', { run: async (input) => content(files.get(path(input))) }),
    toolOf('rye/file-system/write', {
      effect: 'idempotent',
      run: async (input, context) => {
        files.set(path(input), text(input));
        await context.files.recordFile(path(input), Buffer.from(text(input)));
        return { ok: true, result: { written: true } };
      },
    }),
    toolOf('rye/artifacts/write', {
      effect: 'idempotent',
      run: async (input, context) => {
        await context.files.writeArtifact(path(input), Buffer.from(text(input)));
        return { ok: true, result: { written: true } };
      },
    }),
    toolOf('rye/artifacts/read', {
      run: async (input, context) => {
        const found = await context.files.readArtifact(path(input));
        return content(found && Buffer.from(found).toString('utf8'));
      },
    }),
  ];
}

/** What a model answers hangs on the request alone: on its first text, and on what it was told since. */
function answer(request: ModelRequest): ScriptedAnswer {
  const first = JSON.stringify(request.messages[0]?.content.flatMap((block) => ('text' in block ? block.text : [])));
  const text = (JSON.parse(first) as string[]).join('\n');
  const plan = JSON.parse(/PLAN (.*)/.exec(text)?.[1] ?? '') as Pick<Part, 'word' | 'end' | 'steps'>;
  const value = /For (.*)/.exec(text)?.[1] ?? '';
  const heard = heardIn(request);
  const turn = turnOf(request);
  const turns = plan.steps.flatMap((acts) => [
    acts,
    ...(acts.some((act) => act.do === 'spawn' && act.async) ? ['wait' as const] : []),
  ]);
  const usage = { input_tokens: 10 * turn, output_tokens: 5 + plan.word.length };
  if (plan.end === 'stumbles' && request.attempt === 1 && turn === Math.ceil(turns.length / 2) + 1) return { fail: {} };
  const now = turns[turn - 1];
  const word = hash([plan.word, request.model, value, heard]);
  if (now === 'wait') return { usage, calls: [operation('wait_threads', { thread_ids: spawnedIn(request) })] };
  if (now) return { usage, calls: now.map((act) => callOf(act, { turn, word, value, heard })) };
  if (plan.end === 'fails') return { fail: { category: 'permanent', retryable: false, mayHaveCost: false } };
  return { usage, calls: [give({ said: word })] };
}

const hash = (of: Json): string => sha256(JSON.stringify(of)).slice(0, 8);

function callOf(act: Act, so: { turn: number; word: string; value: string; heard: Json[] }): ScriptedCall {
  const tool = (id: string, parameters: JsonObject): ScriptedCall => ({
    name: 'rye_execute',
    input: { item_type: 'tool', item_id: id, parameters },
  });
  const [, own = '', shown = ''] = so.value.split('|');
  // No file is where another one has a folder.
  const file = (place: string): string => place.replaceAll('/', '.');
  switch (act.do) {
    case 'spawn': {
      const told = act.hears ? `${act.value} ${hash(so.heard)}` : `${act.value}`;
      return spawn(idOf(act.part), {
        key: act.key,
        parameters: { value: `${told}|${own}/${act.key}|${act.shows === undefined ? '' : `${own}/${act.shows}`}` },
        ...(act.async && { async: true }),
        ...(act.model !== undefined && { model: act.model }),
      });
    }
    case 'once':
      return tool('test/once', { turn: so.turn });
    case 'write':
    case 'publish':
      return tool(act.do === 'write' ? 'rye/file-system/write' : 'rye/artifacts/write', {
        path: file(own),
        content: so.word,
      });
    case 'read':
    case 'view': {
      const path = act.at === 'given' ? act.path : file(act.at === 'child' ? `${own}/${act.path}` : shown);
      return tool(act.do === 'read' ? 'rye/file-system/read' : 'rye/artifacts/read', { path: path || 'nowhere' });
    }
  }
}

const resultsIn = (request: ModelRequest): Json[] =>
  request.messages.flatMap(({ content }) =>
    content.flatMap((block) => (block.type === 'tool_result' ? [JSON.parse(block.content) as Json] : [])),
  );

/** What is the same in every run that goes the same way: no ids, no times, no money. */
function heardIn(request: ModelRequest): Json[] {
  const heard = (value: Json): Json[] => {
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([key, each]) =>
      ['said', 'content', 'turn', 'code'].includes(key) ? [each as Json] : heard(each as Json),
    );
  };
  return resultsIn(request).flatMap(heard);
}

/** Threads that were spawned in the last turn, to be waited for. */
function spawnedIn(request: ModelRequest): string[] {
  const last = request.messages.at(-1)?.content ?? [];
  return last.flatMap((block) => {
    if (block.type !== 'tool_result') return [];
    const { thread_id: id, async } = JSON.parse(block.content) as { thread_id?: string; async?: boolean };
    return id !== undefined && async === true ? [id] : [];
  });
}

/** A run that has ended, as another one takes over from it. */
export function baseOf(
  { fixture }: Staged,
  { state, events }: { state: RunState; events: Event[] },
  files: Files,
): Promise<NonNullable<RuntimePorts['since']>> {
  return createMemoryStore({ clock: fixture.ports.clock })
    .create('scratch')
    .then((scratch) => ({
      runId: RUN_ID,
      events,
      state,
      content: (hash: string) => fixture.store.content(RUN_ID, hash),
      scratch,
      recall: createRecall(events, 'scripted'),
      projectChanges: async () => ({ isKnown: true, paths: [] }),
      hashNow: async (_kind: 'file' | 'data', path: string) => {
        const text = files.get(path);
        return text === undefined ? undefined : sha256(text);
      },
      trustCommands: false,
    }));
}
