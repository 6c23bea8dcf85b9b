import { foldRun, type Json, type JsonObject, type ModelPort, toNano, toUsd } from '#protocol';
import { type PlannedThread, planRun as plan } from '#runtime';
import type { AppContext } from '../app-context.ts';
import { createPorts, type ProviderChoice, providerName } from '../create-ports.ts';
import { findItem } from '../find-item.ts';
import { openProject, type Project } from '../open-project.ts';
import { readInputs } from '../read-inputs.ts';
import { findBase } from './base-inputs.ts';
import { openBase } from './base-run.ts';

/** What a run would be started with. */
export interface PlanRequest extends ProviderChoice {
  item: string;
  kind?: 'directive' | 'graph';
  rawInputs?: Readonly<Record<string, string>>;
  inputs?: JsonObject;
  model?: string;
  since: { point: string; trustCommands?: boolean };
}

/** `rye plan ITEM --since RUN --json`. */
export interface PlanDocument {
  item: string;
  since: { run_id: string; seq: number };
  threads: {
    place: string;
    directive: string;
    fate: 'taken_over' | 'runs' | 'may_run';
    because?: { kind: string; what: string; place: string }[];
    cost_usd: { least: number; most: number };
  }[];
  counts: { taken_over: number; runs: number; may_run: number };
  /** Of a full run, as it was; and of what would run. */
  cost_usd: { full: number; least: number; most: number };
  simulated: boolean;
}

/**
 * What a run would do that takes over from another one: which threads run, why, and what that is likely to cost. Asks no
 * model, and changes nothing.
 * @throws as `runItem`
 */
export async function planRun(context: AppContext, request: PlanRequest): Promise<PlanDocument> {
  const project = await openProject(context);
  const item = await findItem(project.library, request);
  const given = { ...request.inputs, ...readInputs(item, request.rawInputs ?? {}) };
  const base = await findBase(project, request.since.point, { item: item.source.id, given });
  const provider = providerName(context, request);
  const ports = await createPorts(context, project, { ...request, noModel: true, provider: 'none' });
  ports.model = silent(provider);
  const { trustCommands = false } = request.since;
  const opened = await openBase(context, project, {
    ...base,
    provider,
    trustCommands,
    ...(request.model !== undefined && { model: request.model }),
  });
  const changes = await changedInputs(project, base, given);
  const threads = await plan(ports, opened, { changes });
  return documentOf(item.source.id, base, {
    threads,
    simulated: opened.state.started?.simulated === true,
    full: opened.state,
  });
}

/** Its name is what counts: nobody is asked. */
function silent(name: string): ModelPort {
  const failure = {
    category: 'permanent',
    code: 'app/no-provider',
    message: 'a plan asks nobody',
    retryable: false,
    mayHaveCost: false,
  } as const;
  return { name, simulated: name === 'offline', call: async () => ({ ok: false, failure }) };
}

async function changedInputs({ store }: Project, base: { runId: string; seq: number }, given: JsonObject) {
  const { started } = foldRun(await store.read(base.runId, base.seq));
  const differ = Object.entries(given).filter(([name, value]) => !isSame(started?.inputs[name], value));
  return differ.map(([name]) => ({ kind: 'inputs' as const, what: `its input ${name} is another one`, place: 'root' }));
}

function isSame(a: Json | undefined, b: Json): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function documentOf(
  item: string,
  base: { runId: string; seq: number },
  {
    threads,
    simulated,
    full,
  }: {
    threads: PlannedThread[];
    simulated: boolean;
    full: { root?: string; threads: ReadonlyMap<string, { account: { own: number; saved?: number } }> };
  },
): PlanDocument {
  const sum = (of: (thread: PlannedThread) => number): number =>
    toUsd(threads.reduce((all, thread) => all + toNano(of(thread)), 0));
  const count = (fate: PlannedThread['fate']): number => threads.filter((thread) => thread.fate === fate).length;
  const paid = [...full.threads.values()].reduce((all, { account }) => all + account.own + (account.saved ?? 0), 0);
  return {
    item,
    since: { run_id: base.runId, seq: base.seq },
    threads: threads.map(({ place, directive, fate, because, least, most }) => ({
      place,
      directive,
      fate,
      ...(because.length > 0 && { because }),
      cost_usd: { least, most },
    })),
    counts: { taken_over: count('taken_over'), runs: count('runs'), may_run: count('may_run') },
    cost_usd: { full: toUsd(paid), least: sum(({ least }) => least), most: sum(({ most }) => most) },
    simulated,
  };
}
