import { type EventData, frameOf, type ThreadState } from '#protocol';
import { composeContext } from '../context/compose-context.ts';
import { inheritedDirective } from '../context/inherited-directive.ts';
import { orderHooks } from '../hooks/hook.ts';
import { HOOK_CONFIG, hooksIn } from '../hooks/hook-config.ts';
import { permit } from '../permissions/permit.ts';
import type { RunContext } from '../run-context.ts';
import { sortedJson } from '../sorted-json.ts';
import type { BaseRun, Change } from './base-run.ts';
import type { RecordedThread } from './recorded-threads.ts';

type Created = EventData<'thread_created'>;
type Found = Omit<Change, 'place'>;

/** A recorded thread as it would be made today, in the scratch run. */
export interface Redraft {
  data: Created;
  changes: Found[];
}

/**
 * What is resolved anew for a recorded thread: its text, its model, what it may do and has to hand over.
 * @param parent Its parent in the scratch run.
 * @throws {RyeError} its directive is gone, or does not parse
 */
export async function redraft(
  scratch: RunContext,
  base: BaseRun,
  { thread, created, parent }: { thread: ThreadState; created: Created; parent: ThreadState | undefined },
): Promise<Redraft> {
  const { definitions, ports } = scratch;
  const { spend_reserved_usd: _reserved, ...rest } = created;
  const limits = { ...rest.limits };
  delete limits.spend;
  if (thread.graph) {
    const graph = await definitions.graph(thread.directive, thread.id);
    const { sha256 } = graph.source;
    const changes: Found[] =
      sha256 === pinnedHash(base, 'graph', thread.directive)
        ? []
        : [{ kind: 'definition', what: `the graph ${thread.directive} has another text` }];
    return { data: { ...rest, limits, definition: sha256 }, changes };
  }
  const directive = await inheritedDirective(scratch, thread.directive, thread.id, thread.inputs);
  const wish = wishOf(base, thread) ?? directive.model?.id ?? directive.model?.tier ?? base.model;
  const model = ports.catalog.resolve(wish === undefined ? {} : { id: wish });
  const permitted = permit(directive, parent, ports.rules);
  const changes: Found[] = [];
  if (model.id !== thread.model)
    changes.push({ kind: 'model', what: `its model is ${model.id}, and was ${thread.model}` });
  if (sortedJson(permitted.capabilities) !== sortedJson(thread.capabilities))
    changes.push({ kind: 'permissions', what: 'it may do other things' });
  if (sortedJson(directive.outputs) !== sortedJson(thread.declaredOutputs))
    changes.push({ kind: 'outputs', what: 'it is to hand over other outputs' });
  const { granted: _granted, risks: _risks, ...kept } = rest;
  const data = {
    ...kept,
    limits,
    definition: directive.source.sha256,
    model: model.id,
    outputs: directive.outputs,
    ...permitted,
  };
  return { data, changes };
}

/** Which model the call asked for that spawned it. */
function wishOf(base: BaseRun, { parent, spawnedBy, id }: ThreadState): string | undefined {
  if (id === base.state.root) return base.model;
  const calls = base.state.threads.get(parent ?? '')?.turns.flatMap((turn) => turn.calls) ?? [];
  const input = calls.find(({ callId }) => callId === spawnedBy)?.input ?? {};
  const within = input['parameters'];
  const asked =
    input['model'] ??
    (typeof within === 'object' && within !== null && !Array.isArray(within) ? within['model'] : undefined);
  return typeof asked === 'string' ? asked : undefined;
}

/** What its model would be told otherwise, or offered. @param thread In the scratch run, under the id of the recorded one. */
export async function changedContext(
  scratch: RunContext,
  base: BaseRun,
  { thread, before, recorded }: { thread: ThreadState; before: ThreadState; recorded: RecordedThread },
): Promise<Found[]> {
  const hooks: Found[] = (await hooksChanged(scratch, base, thread))
    ? [{ kind: 'hooks', what: 'its hooks are other ones' }]
    : [];
  // A graph asks no model.
  if (thread.graph || !before.context) return hooks;
  const tools = await scratch.palette(thread);
  const names = tools.map(({ name }) => name);
  const now = await composeContext(scratch, thread, names);
  if (now.prompt !== before.context.prompt || now.system !== before.context.system)
    return [...hooks, { kind: 'prompt', what: `what it is told is another text: ${firstChange(before.context, now)}` }];
  const frame = frameOf(scratch.ports.model.name, { ...asRequest, model: thread.model, system: now.system, tools });
  const isSame = [...recorded.frames].every((each) => each === frame);
  return isSame ? hooks : [...hooks, { kind: 'tools', what: 'another provider is asked, or other tools are offered' }];
}

/** Only the frame of it counts. */
const asRequest = {
  asker: { runId: '', thread: '', place: '', directive: '', body: '', inputs: {}, outputs: [] },
  callId: '',
  messages: [],
  maxOutputTokens: 1,
};

async function hooksChanged(scratch: RunContext, base: BaseRun, thread: ThreadState): Promise<boolean> {
  const lists = await scratch.definitions.hooks(thread.id);
  const config = pinnedHash(base, 'config', HOOK_CONFIG);
  const before = config === undefined ? hooksIn(undefined) : hooksIn({ text: await textOf(base, config) });
  const own = async (): Promise<[unknown, unknown]> => {
    const kind = thread.graph ? 'graph' : 'directive';
    const pinned = base.state.definitions.findLast((each) => each.kind === kind && each.id === thread.directive);
    const now = thread.graph
      ? await scratch.definitions.graph(thread.directive, thread.id)
      : await scratch.definitions.directive(thread.directive, thread.id);
    if (!pinned || pinned.sha256 === now.source.sha256)
      return [orderHooks(lists, now.hooks), orderHooks(before, now.hooks)];
    const source = { ...now.source, text: await textOf(base, pinned.sha256) };
    const { library } = scratch.ports;
    const then = thread.graph ? library.parseGraph(source) : library.parseDirective(source);
    return [orderHooks(lists, now.hooks), orderHooks(before, then.hooks)];
  };
  const [now, then] = await own();
  return sortedJson(now) !== sortedJson(then);
}

function pinnedHash(base: BaseRun, kind: 'config' | 'graph', id: string): string | undefined {
  return base.state.definitions.findLast((each) => each.kind === kind && each.id === id)?.sha256;
}

/** The text of something that the recorded run pinned. */
export async function textOf(base: BaseRun, sha256: string): Promise<string> {
  return Buffer.from(await base.content(sha256)).toString('utf8');
}

/** The first line that is another one, for people. */
function firstChange(before: { system: string; prompt: string }, now: { system: string; prompt: string }): string {
  const [then, today] = before.system === now.system ? [before.prompt, now.prompt] : [before.system, now.system];
  const lines = then.split('\n');
  const line = today.split('\n').find((each, index) => each !== lines[index]) ?? '';
  const short = line.trim();
  return `"${short.length > 60 ? `${short.slice(0, 60)}…` : short}"`;
}
