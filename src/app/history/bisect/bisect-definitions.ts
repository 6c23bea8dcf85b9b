import {
  findFirstBad,
  foldRun,
  type RunState,
  RyeError,
  sha256,
  toNano,
  toUsd,
  usdText,
  type Verdict,
} from '#protocol';
import type { AppContext } from '../../app-context.ts';
import { commitRest } from '../../commit-rest.ts';
import type { ProviderChoice } from '../../create-ports.ts';
import { UsageError } from '../../errors.ts';
import type { Project } from '../../open-project.ts';
import { pointName, type RunPoint, readUpTo } from '../../run-point.ts';
import { refuseRedacted } from '../base-inputs.ts';
import { type Check, checkRun, expectVerdict } from './check-run.ts';
import { type Edit, type Edits, findEdits } from './find-edits.ts';
import { probeName } from './probe-name.ts';
import { type Probe, probeRun } from './probe-run.ts';

/** How the runs are made that are looked at. */
export interface ProbeOptions extends ProviderChoice {
  /** The most that the whole search may spend, in USD. */
  budgetUsd?: number;
  /** Runs for each edit that is looked at; what most of them say counts. Default: 1. */
  samples?: number;
  approve?: 'auto' | 'ask' | 'deny';
}

/** An edit as people and scripts see it. */
export interface ToldEdit {
  kind: 'commit' | 'definition';
  /** The commit, or the path of the definition. */
  name: string;
  /** The first line of the commit's message, or which item it is. */
  what: string;
}

/** `rye bisect --json`, of two runs. */
export interface DefinitionBisect {
  good: string;
  bad: string;
  /** All edits between the two, in order. */
  edits: ToldEdit[];
  /** The first edit with which the check fails; several where those before it could only be skipped. */
  first_bad: ToldEdit[];
  /** What was run, and what the check said. */
  probes: { edit: ToldEdit; verdict: Verdict; runs: string[] }[];
  /** What was paid now. */
  cost_usd: number;
  /** Nobody is paid for it. */
  simulated: boolean;
}

/** Two runs of one item, as they are and as they were asked for. */
export interface DefinitionSearch extends Check, ProbeOptions {
  good: RunPoint & { name: string };
  bad: RunPoint & { name: string };
  note?: (line: string) => void;
}

interface Side {
  runId: string;
  state: RunState;
}

/**
 * Finds the edit with which a check begins to fail. What is tried out runs in a copy of the project and takes over from the
 * good run, so that only what an edit touches is asked and paid for.
 */
export async function bisectDefinitions(
  context: AppContext,
  project: Project,
  search: DefinitionSearch,
): Promise<DefinitionBisect> {
  const [good, bad] = [await readSide(project, search.good), await readSide(project, search.bad)];
  checkComparable(good, bad);
  await expectAt(context, project, { search, side: good, wanted: 'good' });
  await expectAt(context, project, { search, side: bad, wanted: 'bad' });
  const found = await findEdits(project, good, bad);
  const { edits } = found;
  if (edits.length === 0)
    throw new UsageError(
      `Nothing that can be tried out lies between ${good.runId} and ${bad.runId}: no commit, and no definition that both used.`,
      '`rye diff A B` says where they part.',
    );
  const probes: DefinitionBisect['probes'] = [];
  const purse = { spentNano: 0 };
  const { candidates } = await findFirstBad(edits.length, async (index) => {
    const edit = toldEdit(edits[index] as Edit);
    search.note?.(`trying ${edit.name.slice(0, 60)} (${edit.what})`);
    const { verdict, runs } = await tryOut(context, project, { search, good, bad, found, index, purse });
    search.note?.(`${edit.name.slice(0, 60)} ${verdict}`);
    probes.push({ edit, verdict, runs });
    return verdict;
  });
  return {
    good: pointName(search.good),
    bad: pointName(search.bad),
    edits: edits.map(toldEdit),
    first_bad: candidates.map((index) => toldEdit(edits[index] as Edit)),
    probes,
    cost_usd: toUsd(purse.spentNano),
    simulated: (search.offline ? 'offline' : (search.provider ?? bad.state.started?.provider)) === 'offline',
  };
}

async function readSide({ store }: Project, point: RunPoint): Promise<Side> {
  const state = foldRun(await readUpTo(store, point));
  await commitRest(store, { runId: point.runId, seq: state.seq });
  return { runId: point.runId, state };
}

/** @throws {UsageError} what differs is not the definitions alone, or is not known any more */
function checkComparable(good: Side, bad: Side): void {
  for (const { runId, state } of [good, bad])
    if (state.prunedAt !== undefined)
      throw new UsageError(
        `What was said in ${runId} was pruned at ${state.prunedAt}.`,
        'Search between runs that still hold their texts; `rye runs` lists them.',
      );
  const [a, b] = [good.state.started, bad.state.started];
  if (a?.item !== b?.item)
    throw new UsageError(
      `${good.runId} is a run of ${a?.item}, and ${bad.runId} one of ${b?.item}.`,
      'Give two runs of one item; `rye runs` lists them.',
    );
  if (JSON.stringify(a?.inputs) !== JSON.stringify(b?.inputs))
    throw new UsageError(
      `${good.runId} and ${bad.runId} were given other inputs.`,
      'Give two runs that were asked the same; `rye diff A B` says where they part.',
    );
  refuseRedacted(bad.runId, b?.inputs ?? {});
}

async function expectAt(
  context: AppContext,
  project: Project,
  { search, side, wanted }: { search: DefinitionSearch; side: Side; wanted: 'good' | 'bad' },
): Promise<void> {
  const { check, interrupt } = search;
  const at = { check, interrupt, runId: side.runId, seq: side.state.seq };
  expectVerdict(await checkRun(context, project, at), wanted, search[wanted].name);
}

interface Tried {
  search: DefinitionSearch;
  good: Side;
  bad: Side;
  found: Edits;
  /** The last edit that is made. */
  index: number;
  purse: { spentNano: number };
}

/** What most of the runs say; of definitions that do not parse nothing can be said. */
async function tryOut(
  context: AppContext,
  project: Project,
  tried: Tried,
): Promise<{ verdict: Verdict; runs: string[] }> {
  const { search, purse } = tried;
  const { samples = 1, check, interrupt } = search;
  const runs: string[] = [];
  const said = { good: 0, bad: 0, skip: 0 };
  for (let sample = 1; sample <= samples; sample += 1) {
    const probe = probeOf(tried, sample);
    try {
      const { runId, state, paidUsd } = await probeRun(context, project, probe);
      purse.spentNano += toNano(paidUsd);
      runs.push(runId);
      said[await checkRun(context, project, { check, interrupt, runId, seq: state.seq })] += 1;
    } catch (error) {
      if (!(error instanceof RyeError) || !error.code.startsWith('library/')) throw error;
      search.note?.(error.message);
      return { verdict: 'skip', runs };
    }
    if (Math.max(said.good, said.bad) > samples / 2) break;
  }
  return { verdict: said.good === said.bad ? 'skip' : said.good > said.bad ? 'good' : 'bad', runs };
}

function probeOf({ search, good, bad, found, index, purse }: Tried, sample: number): Probe {
  const last = found.edits[index];
  const after = found.edits.slice(0, index + 1).flatMap((edit) => (edit.kind === 'definition' ? [edit.after] : []));
  const commit = last?.kind === 'commit' ? last.commit : found.commit;
  const files = last?.kind === 'commit' ? [] : [...found.before, ...after];
  const point = `${good.runId}@${good.state.seq}`;
  const { item = '', kind = 'directive', inputs = {}, provider: recorded, model, budget_usd } = bad.state.started ?? {};
  const { provider = recorded, offline, approve } = search;
  const ceiling = ceilingOf(search, purse.spentNano, budget_usd);
  const chosen = offline ? 'offline' : provider;
  const texts = files.map(({ path, text }) => [path, sha256(text)]);
  return {
    name: probeName([point, commit ?? null, texts, chosen ?? null, model ?? null], sample),
    ...(commit !== undefined && { commit }),
    files,
    item,
    kind,
    inputs,
    since: { runId: good.runId, point },
    options: {
      interrupt: search.interrupt,
      ...(chosen !== undefined && { provider: chosen }),
      ...(chosen === 'none' && { noModel: true }),
      ...(model !== undefined && { model }),
      ...(approve && { approve }),
      ...ceiling,
    },
    ...(budget_usd !== undefined && { fullUsd: budget_usd }),
  };
}

/**
 * What is left shortens answers: a run is given the ceiling that such runs have, or is not begun.
 * @param full That ceiling; without one, all that is left.
 * @throws {UsageError} so much is not left
 */
function ceilingOf(
  { budgetUsd }: DefinitionSearch,
  spentNano: number,
  full: number | undefined,
): { budgetUsd?: number } {
  if (budgetUsd === undefined) return full === undefined ? {} : { budgetUsd: full };
  const left = toUsd(toNano(budgetUsd) - spentNano);
  if (left > 0 && left >= (full ?? 0)) return { budgetUsd: full ?? left };
  throw new UsageError(
    `The next run may cost ${full === undefined ? 'anything' : usdText(full)}, and ${usdText(left)} is left of the search’s budget.`,
    'Say the same again with a higher --budget: what was run is kept, and is not paid again.',
  );
}

function toldEdit(edit: Edit): ToldEdit {
  return edit.kind === 'commit'
    ? { kind: 'commit', name: edit.commit, what: edit.subject }
    : { kind: 'definition', name: edit.path, what: edit.item };
}
