import { parseDirective, parseGraph } from '#library';
import {
  type ApprovalLayer,
  type BoardRules,
  type CapabilityRules,
  type Clock,
  type Directive,
  type Effect,
  type Event,
  type EventDraft,
  type EventOf,
  type EventType,
  type FailureRule,
  foldRun,
  type Graph,
  type ItemSource,
  type JsonObject,
  type Knowledge,
  type Library,
  type ModelPort,
  type ModelPrice,
  type RunState,
  type RunWriter,
  RyeError,
  sha256,
  shippedBoard,
  shippedRules,
  type ThreadState,
  type Tool,
  type ToolOutcome,
} from '#protocol';
import {
  type Driven,
  type NewRun,
  type ResumeRequest,
  type RuntimePorts,
  type RuntimeSettings,
  readSettings,
  resumeRun,
  startRun,
} from '#runtime';
import { createMemoryStore } from '#store';
import { countingRandomness, FakeClock } from './fake-clock.ts';

export const RUN_ID = 'tidy-ghjkmn';

/** USD per million tokens: an input token costs 3,000 nano-USD, an output token 15,000. */
export const PRICE: ModelPrice = { input: 3, output: 15, cache_read: 0.3, cache_write: 3.75 };

class MissingItemError extends RyeError {
  readonly code = 'library/unknown-item';
}

/** A directive that may do everything and owes nothing. Its pinned text is all of it as JSON. */
export function directiveOf(id: string, facts: Partial<Omit<Directive, 'source'>> = {}): Directive {
  const parsed: Omit<Directive, 'source'> = {
    name: id.split('/').at(-1) ?? id,
    description: `Does ${id}.`,
    body: `Do ${id}.`,
    limits: {},
    permissions: ['rye.*'],
    acknowledgedRisks: [{ risk: 'unrestricted', reason: 'Nothing here is real.' }],
    inputs: [],
    declaresInputs: false,
    outputs: [],
    hooks: [],
    context: { system: [], before: [], after: [], suppress: [] },
    warnings: [],
    ...facts,
  };
  return { ...parsed, source: sourceOf('directive', id, JSON.stringify(parsed)) };
}

function sourceOf(kind: ItemSource['kind'], id: string, text: string): ItemSource {
  return { kind, id, space: 'project', path: `${id}.md`, text, sha256: sha256(text), signature: 'unsigned' };
}

/** A field that has to be there. */
export function required(name: string): Directive['outputs'][number] {
  return { name, type: 'string', required: true };
}

export interface CountingTool extends Tool {
  /** Inputs of its runs, in order. */
  readonly runs: JsonObject[];
}

/** A tool that counts its runs; it answers with its input unless told otherwise. */
export function toolOf(
  id: string,
  facts: { effect?: Effect; inputSchema?: JsonObject; run?: Tool['run'] } = {},
): CountingTool {
  const runs: JsonObject[] = [];
  const { effect = 'none', inputSchema = { type: 'object' } } = facts;
  return {
    spec: { id, description: `Does ${id}.`, inputSchema, effect },
    runs,
    async run(input, context): Promise<ToolOutcome> {
      runs.push(input);
      return facts.run ? facts.run(input, context) : { ok: true, result: { saw: input } };
    },
  };
}

function libraryOf(
  directives: Directive[],
  knowledge: Record<string, string>,
  graphs: Record<string, string>,
  config: NonNullable<FixtureFacts['config']>,
): Library {
  const find = (id: string): Directive => {
    const found = directives.find(({ source }) => source.id === id);
    if (!found) throw new MissingItemError(`There is no directive "${id}".`);
    return found;
  };
  const know = (id: string): Knowledge => {
    const body = knowledge[id];
    if (body === undefined) throw new MissingItemError(`There is no knowledge "${id}".`);
    return { source: sourceOf('knowledge', id, body), name: id, body, metadata: {}, warnings: [] };
  };
  const graphSource = (id: string): ItemSource => {
    const text = graphs[id];
    if (text === undefined) throw new MissingItemError(`There is no graph "${id}".`);
    return { ...sourceOf('graph', id, text), path: `.ai/tools/${id}.yaml` };
  };
  return {
    directive: async (id) => find(id),
    graph: async (id) => parseGraph(graphSource(id)),
    parseGraph,
    knowledge: async (id) => know(id),
    // What a run makes up itself is a text like any other.
    parseDirective: (source) =>
      source.text.startsWith('{')
        ? { ...(JSON.parse(source.text) as Omit<Directive, 'source'>), source }
        : parseDirective(source),
    parseKnowledge: (source) => ({ source, name: source.id, body: source.text, metadata: {}, warnings: [] }),
    fetch: async (id, kind) => (kind === 'knowledge' || id in knowledge ? know(id).source : find(id).source),
    search: async () => [],
    list: async () => [],
    config: async () => ({}),
    configLayers: async (name) => config[name] ?? [],
  };
}

export interface FixtureFacts {
  model: ModelPort;
  directives?: Directive[];
  /** Graphs by id, as YAML; the first is what is run, unless `runs` says otherwise. */
  graphs?: Record<string, string>;
  runs?: 'directive';
  knowledge?: Record<string, string>;
  /** Config files by id: of each space that has it, bundled, user, project. */
  config?: Record<string, Awaited<ReturnType<Library['configLayers']>>>;
  tools?: Tool[];
  settings?: Partial<RuntimeSettings>;
  rules?: CapabilityRules;
  approvals?: ApprovalLayer[];
  failures?: FailureRule[];
  board?: BoardRules;
  price?: ModelPrice;
  maxOutputTokens?: number;
  /** Context window of every model, in tokens. */
  window?: number;
  clock?: Clock;
}

export interface StartOptions {
  budgetUsd?: number;
  interrupt?: AbortSignal;
  /** Hears what is durable. */
  observe?: (events: Event[]) => void;
}

export interface Outcome extends Driven {
  events: Event[];
  root: ThreadState;
}

/** Everything that a run needs, in memory: start it, look at it, cut it, go on with it. */
export class RuntimeFixture {
  readonly ports: RuntimePorts;
  readonly store: ReturnType<typeof createMemoryStore>;
  private readonly item: Directive | Graph;

  /** The first directive is what is run. */
  constructor(facts: FixtureFacts) {
    const directives = facts.directives ?? [directiveOf('team/lead')];
    const tools = facts.tools ?? [];
    const clock = facts.clock ?? new FakeClock();
    const [graph] = facts.runs === 'directive' ? [] : Object.entries(facts.graphs ?? {});
    this.item = graph
      ? parseGraph({ ...sourceOf('graph', graph[0], graph[1]), path: `.ai/tools/${graph[0]}.yaml` })
      : directives[0]!;
    this.store = createMemoryStore({ clock });
    this.ports = {
      library: libraryOf(directives, facts.knowledge ?? {}, facts.graphs ?? {}, facts.config ?? {}),
      model: facts.model,
      catalog: {
        resolve: ({ id }) => ({
          id: id ?? 'test-model',
          price: facts.price ?? PRICE,
          window: facts.window ?? 200_000,
          maxOutputTokens: facts.maxOutputTokens ?? 1000,
        }),
      },
      toolbox: {
        list: async () => tools.map(({ spec }) => spec).toSorted((a, b) => a.id.localeCompare(b.id)),
        find: async (id) => tools.find(({ spec }) => spec.id === id),
      },
      redactor: { text: async (text) => text, json: async (value) => value, settled: (text) => text.length },
      clock,
      randomness: countingRandomness(),
      // What tests of money reckon with is not to change with each tool that rye brings.
      settings: { ...readSettings({}), toolTokens: 1500, ...facts.settings },
      rules: facts.rules ?? shippedRules,
      approvals: facts.approvals ?? [],
      failures: facts.failures ?? [],
      board: facts.board ?? shippedBoard,
      projectRoot: '/project',
      promptEnv: { env: {}, allowedNames: [] },
      driver: { pid: 4711, host: 'here' },
      probe: () => undefined,
      ...(process.env['RYE_EVICT'] === '1' && { readBack: (runId: string) => this.store.read(runId) }),
    };
  }

  async start(asked: Partial<NewRun> & StartOptions = {}): Promise<Outcome> {
    const { budgetUsd, interrupt, observe, ...rest } = asked;
    const observer = observe ? { events: observe } : {};
    const writer = await this.store.create(RUN_ID);
    const facts = { rye_version: '0.0.0', ...(budgetUsd !== undefined && { budget_usd: budgetUsd }), ...rest.facts };
    return this.driven(
      writer,
      (signal) =>
        startRun(writer, this.ports, { item: this.item, inputs: {}, ...rest, facts }, { interrupt: signal, observer }),
      interrupt,
    );
  }

  async resume(asked: Partial<ResumeRequest> & { interrupt?: AbortSignal; retry?: boolean } = {}): Promise<Outcome> {
    const { interrupt, retry, ...rest } = asked;
    const writer = await this.store.open(RUN_ID);
    return this.driven(
      writer,
      (signal) =>
        resumeRun(
          writer,
          this.ports,
          { by: 'ann', ...rest },
          { interrupt: signal, onInterrupted: retry ? 'retried' : 'reported' },
        ),
      interrupt,
    );
  }

  /** Lays down the first part of another fixture's log, as a process that died after it would have left it. */
  async adopt(other: RuntimeFixture, upTo: number): Promise<void> {
    const events = await other.store.read(RUN_ID, upTo);
    const clock = this.ports.clock as FakeClock;
    const writer = await this.store.create(RUN_ID);
    for (const event of events) {
      const { v: _v, seq: _seq, at, ...draft } = event;
      clock.nowMs = Date.parse(at);
      for (const sha256 of namedIn(event)) await writer.putContent(await other.store.content(RUN_ID, sha256));
      await writer.append([draft as EventDraft]).durable;
    }
    await writer.close();
  }

  async events(): Promise<Event[]> {
    return this.store.read(RUN_ID);
  }

  private async driven(
    writer: RunWriter,
    drive: (signal: AbortSignal) => Promise<Driven>,
    interrupt: AbortSignal = new AbortController().signal,
  ): Promise<Outcome> {
    try {
      const driven = await drive(interrupt);
      const events = await this.events();
      return { ...driven, events, root: threadAt(driven.state, 'root') };
    } finally {
      await writer.close();
    }
  }
}

/** Hashes of the contents that an event names. */
function namedIn({ data }: Event): string[] {
  const artifact = 'artifact' in data ? data.artifact : undefined;
  return [...('sha256' in data ? [data.sha256] : []), ...(artifact ? [artifact.sha256] : [])];
}

/** Thread by its place. */
export function threadAt(state: RunState, place: string): ThreadState {
  const id = state.byPlace.get(place);
  const thread = id === undefined ? undefined : state.threads.get(id);
  if (!thread) throw new Error(`no thread at ${place}; there are ${[...state.byPlace.keys()].join(', ')}`);
  return thread;
}

/** The events of one type. */
export function ofType<T extends EventType>(events: Event[], type: T): EventOf<T>[] {
  return events.filter((event) => event.type === type) as unknown as EventOf<T>[];
}

/** The state after each event, from the first. */
export function* statesOf(events: Event[]): Generator<{ state: RunState; event: Event }> {
  for (const [index, event] of events.entries()) yield { state: foldRun(events.slice(0, index + 1)), event };
}
