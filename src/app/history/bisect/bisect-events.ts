import { applyEvent, createRunState, describeEvent, type Event, findFirstBad, type Verdict } from '#protocol';
import type { AppContext } from '../../app-context.ts';
import { UsageError } from '../../errors.ts';
import type { ProjectRuns } from '../../open-project.ts';
import { type RunPoint, readUpTo } from '../../run-point.ts';
import { type Check, checkRun, expectVerdict } from './check-run.ts';

/** `rye bisect --json`, of two points of one run. */
export interface EventBisect {
  run_id: string;
  good: number;
  bad: number;
  /** The first event at which the check fails; several where those before it could only be skipped. */
  first_bad: { seq: number; thread: string; type: string; what: string; commit: string }[];
  checked: number;
}

/** Two points of one run, as they are and as they were asked for. */
export interface EventSearch extends Check {
  good: RunPoint & { name: string };
  bad: RunPoint & { name: string };
  note?: (line: string) => void;
}

/** Finds the event of a run at which a check begins to fail. No model is asked, and nothing of the run changes. */
export async function bisectEvents(
  context: AppContext,
  project: ProjectRuns,
  search: EventSearch,
): Promise<EventBisect> {
  const { store } = project;
  const { runId } = search.good;
  const events = await readUpTo(store, search.bad);
  await readUpTo(store, search.good);
  const [good, bad] = [search.good.seq ?? events.length, search.bad.seq ?? events.length];
  if (good >= bad)
    throw new UsageError(`Event ${good} does not come before event ${bad}.`, 'Give an earlier point with --good.');
  const commits = (await store.commits(runId)).filter(({ seq }) => seq > good && seq <= bad);
  // Events that share a commit are looked at together.
  const points = commits.filter(({ commit }, index) => commit !== commits[index + 1]?.commit);
  const at = async (seq: number): Promise<Verdict> => {
    const verdict = await checkRun(context, project, { ...search, runId, seq });
    search.note?.(`${runId}@${seq} ${verdict}`);
    return verdict;
  };
  expectVerdict(await at(good), 'good', search.good.name);
  expectVerdict(await at(points.at(-1)?.seq ?? bad), 'bad', search.bad.name);
  const { candidates, checked } = await findFirstBad(points.length, (index) => at(points[index]?.seq ?? bad));
  return {
    run_id: runId,
    good,
    bad,
    first_bad: candidates.map((index) => toldEvent(events, points[index] ?? { seq: bad, commit: '' })),
    checked: checked + 2,
  };
}

function toldEvent(events: readonly Event[], { seq, commit }: { seq: number; commit: string }) {
  const state = createRunState();
  for (const event of events.slice(0, seq)) applyEvent(state, event);
  const event = events[seq - 1] as Event;
  const place = state.threads.get(event.thread)?.place ?? event.thread;
  return { seq, thread: place, type: event.type, what: describeEvent(state, event), commit };
}
