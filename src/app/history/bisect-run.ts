import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyEvent, createRunState, describeEvent, type Event, findFirstBad, type Verdict } from '#protocol';
import type { AppContext } from '../app-context.ts';
import { UsageError } from '../errors.ts';
import { openRuns, type ProjectRuns } from '../open-project.ts';
import { readPoint, readUpTo } from '../run-point.ts';
import { runCheck } from './run-check.ts';

/** What is searched, and how it is looked at. */
export interface BisectRequest {
  /** `RUN@SEQ`: two points of one run. */
  good: string;
  bad: string;
  /** A shell command; it runs in the run's folder as it was at an event. */
  check: string;
  interrupt: AbortSignal;
  /** Told each event that was checked. */
  note?: (line: string) => void;
}

/** `rye bisect --json`. */
export interface BisectDocument {
  run_id: string;
  good: number;
  bad: number;
  /** The first event at which the check fails; several where those before it could only be skipped. */
  first_bad: { seq: number; thread: string; type: string; what: string; commit: string }[];
  checked: number;
}

/**
 * Finds the event of a run at which a check begins to fail, by halves. No model is asked, and nothing of the run changes.
 * @throws {UsageError} the points are of two runs, in the wrong order, or the check does not tell them apart
 */
export async function bisectRun(context: AppContext, request: BisectRequest): Promise<BisectDocument> {
  const project = await openRuns(context);
  const { store } = project;
  const [first, last] = [await readPoint(store, request.good), await readPoint(store, request.bad)];
  if (first.runId !== last.runId)
    throw new UsageError(
      `${first.runId} and ${last.runId} are two runs.`,
      'Give two points of one run, such as RUN@40 and RUN; `rye diff A B` says where two runs part.',
    );
  const { runId } = first;
  const events = await readUpTo(store, last);
  await readUpTo(store, first);
  const [good, bad] = [first.seq ?? events.length, last.seq ?? events.length];
  if (good >= bad)
    throw new UsageError(`Event ${good} does not come before event ${bad}.`, 'Give an earlier point with --good.');
  const commits = (await store.commits(runId)).filter(({ seq }) => seq > good && seq <= bad);
  // Events that share a commit are looked at together.
  const points = commits.filter(({ commit }, index) => commit !== commits[index + 1]?.commit);
  const at = (seq: number): Promise<Verdict> => checkAt(context, project, { ...request, runId, seq });
  await expectVerdict(await at(good), 'good', request.good);
  await expectVerdict(await at(points.at(-1)?.seq ?? bad), 'bad', request.bad);
  const { candidates, checked } = await findFirstBad(points.length, (index) => at(points[index]?.seq ?? bad));
  return {
    run_id: runId,
    good,
    bad,
    first_bad: candidates.map((index) => toldEvent(events, points[index] ?? { seq: bad, commit: '' })),
    checked: checked + 2,
  };
}

async function expectVerdict(found: Verdict, wanted: 'good' | 'bad', point: string): Promise<void> {
  if (found === wanted) return;
  const said = found === 'skip' ? 'says nothing' : found === 'good' ? 'passes' : 'fails';
  throw new UsageError(
    `The check ${said} at ${point}, which is to be ${wanted}.`,
    'Give other points, or another check.',
  );
}

async function checkAt(
  context: AppContext,
  { state }: ProjectRuns,
  { runId, seq, check, interrupt, note }: BisectRequest & { runId: string; seq: number },
): Promise<Verdict> {
  const { layOutRun } = await import('#store');
  const folder = await mkdtemp(join(tmpdir(), 'rye-bisect-'));
  try {
    await layOutRun(state, { runId, seq, folder });
    const env = { ...context.env, RYE_RUN: runId, RYE_SEQ: String(seq), RYE_RUN_FOLDER: folder };
    const verdict = await runCheck(check, { cwd: folder, env, signal: interrupt });
    note?.(`${runId}@${seq} ${verdict}`);
    return verdict;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function toldEvent(events: readonly Event[], { seq, commit }: { seq: number; commit: string }) {
  const state = createRunState();
  for (const event of events.slice(0, seq)) applyEvent(state, event);
  const event = events[seq - 1] as Event;
  const place = state.threads.get(event.thread)?.place ?? event.thread;
  return { seq, thread: place, type: event.type, what: describeEvent(state, event), commit };
}
