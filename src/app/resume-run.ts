import { foldRun, isFinal, type RunState, RyeError, runCost, usdText } from '#protocol';
import { type RuntimePorts, resumeRun as resume } from '#runtime';
import type { AppContext } from './app-context.ts';
import { commitRest } from './commit-rest.ts';
import { createPorts } from './create-ports.ts';
import { DecisionNeededError, NothingToResumeError, UsageError } from './errors.ts';
import { goBy } from './history/base-run.ts';
import { isProbe } from './history/bisect/probe-name.ts';
import { openProject, type Project } from './open-project.ts';
import { driveOptions, type RunOptions } from './run-item.ts';
import { driveToOutcome, type RunOutcome } from './run-outcome.ts';

/** Which run goes on, and with what. */
export interface ResumeOptions extends RunOptions {
  runId: string;
  message?: string;
  /** A git remote at which the run is claimed first, so that nobody goes on with it elsewhere. */
  claim?: string;
}

/**
 * Goes on with a run that was interrupted, failed or ended, on the definitions that it pinned and with the provider
 * that it was started with, unless another is asked for.
 * @throws {RyeError} `store/held`, `store/unknown-run`, {@link NothingToResumeError}, {@link DecisionNeededError}
 */
export async function resumeRun(context: AppContext, options: ResumeOptions): Promise<RunOutcome> {
  const project = await openProject(context);
  const { runId } = options;
  const before = foldRun(await project.store.read(runId));
  if (before.prunedAt !== undefined) {
    const { PrunedRunError } = await import('#store');
    throw new PrunedRunError({ runId, at: before.prunedAt });
  }
  if (isDone(before, options)) {
    await commitRest(project.store, { runId, seq: before.seq });
    throw new NothingToResumeError({ run_id: before.runId, status: before.status });
  }
  checkBudget(before, options.budgetUsd);
  const provider = options.offline || options.provider !== undefined ? options : providerOf(before);
  const ports = await createPorts(context, project, provider);
  const since = before.started?.since;
  if (since) await goOnBy(context, project, { ports, since, before, note: options.note });
  // Refused before the run is touched.
  if (options.model !== undefined) ports.catalog.resolve({ id: options.model });
  if (options.claim !== undefined) await claim(context, project, { runId, remote: options.claim });
  await bringFiles(project, options);
  const writer = await project.store.open(runId);
  return driveToOutcome(writer, ports, () => {
    const policy = options.onInterrupted ?? before.started?.on_interrupted;
    if (policy === 'ask') checkDecided(foldRun(writer.events));
    const asked = {
      by: 'user',
      ...(options.message !== undefined && { message: options.message }),
      ...(options.model !== undefined && { model: options.model }),
      overrides: { ...options.limits, ...(options.budgetUsd !== undefined && { spend: options.budgetUsd }) },
    };
    const approve = options.approve ?? before.started?.approve ?? (options.canAsk ? 'ask' : undefined);
    const drive = { ...options, ...(policy && { onInterrupted: policy }), ...(approve && { approve }) };
    return resume(writer, ports, asked, driveOptions(drive));
  });
}

/** A run that takes over from another goes on doing so; where that one is gone, it does the rest itself. */
async function goOnBy(
  context: AppContext,
  project: Project,
  {
    ports,
    since,
    before,
    note,
  }: {
    ports: RuntimePorts;
    since: NonNullable<NonNullable<RunState['started']>['since']>;
    before: RunState;
    note: ResumeOptions['note'];
  },
): Promise<void> {
  try {
    await goBy(context, project, ports, {
      runId: since.run,
      seq: since.seq,
      model: before.started?.model,
      trustCommands: since.trust_commands === true,
    });
  } catch (error) {
    if (!(error instanceof RyeError)) throw error;
    note?.(`nothing more is taken over from ${since.run}: ${error.message}`);
  }
}

async function claim(context: AppContext, { state }: Project, own: { runId: string; remote: string }): Promise<void> {
  const { claimRun } = await import('#store');
  await claimRun(state, { ...own, cwd: context.cwd });
}

/** A run that has come from elsewhere brings the project's files that its agents wrote. */
async function bringFiles({ root, store }: Project, { runId, note }: ResumeOptions): Promise<void> {
  const entry = (await store.list()).find((each) => each.runId === runId);
  if (entry?.found !== 'git') return;
  const { layDownProjectFiles } = await import('#store');
  const { written, left } = await layDownProjectFiles(root, await store.read(runId), (sha256) =>
    store.content(runId, sha256),
  );
  if (written.length > 0) note?.(`laid down what the run had written to the project: ${written.join(', ')}`);
  if (left.length > 0)
    note?.(`left as they are, since they differ or the project stands on another commit: ${left.join(', ')}`);
}

/** True where going on without a new message makes sense: the run has not ended, or it failed. */
export function isResumable(state: RunState): boolean {
  return state.status !== 'completed' && state.started !== undefined && state.prunedAt === undefined;
}

/** The newest run that was left before its end; one that cannot be read is passed over. @throws {NothingToResumeError} */
export async function newestResumable(context: AppContext): Promise<string> {
  const { store } = await openProject(context);
  for (const { runId } of await store.list()) {
    if (isProbe(runId)) continue;
    const state = await store
      .read(runId)
      .then(foldRun)
      .catch(() => undefined);
    if (!state || !isResumable(state) || state.status === 'cancelled') continue;
    if (!(await store.holder(runId))?.alive) return runId;
  }
  throw new NothingToResumeError({});
}

/** True where it has ended well, and was given nothing new to do. */
function isDone(state: RunState, { message }: ResumeOptions): boolean {
  return state.status === 'completed' && message === undefined;
}

/** A ceiling below what is spent could only end the run again. */
function checkBudget(state: RunState, budgetUsd: number | undefined): void {
  const spent = runCost(state).usd;
  if (budgetUsd === undefined || budgetUsd >= spent) return;
  throw new UsageError(
    `The budget of ${usdText(budgetUsd)} is below the ${usdText(spent)} that ${state.runId} has spent.`,
    'Give it more than that; what is recorded is not paid again.',
  );
}

function providerOf(state: RunState): { provider?: string; noModel?: boolean } {
  const provider = state.started?.provider;
  return provider === undefined ? {} : { provider, noModel: provider === 'none' };
}

/** @throws {DecisionNeededError} where a `once` call was cut off and a person wants to be asked about it */
function checkDecided(state: RunState): void {
  const calls = [...state.threads.values()]
    .filter(({ status }) => !isFinal(status))
    .flatMap((thread) => (thread.turns.at(-1)?.calls ?? []).map((call) => ({ thread, call })))
    .filter(({ call }) => call.effect === 'once' && call.startedSeq !== undefined && call.end === undefined)
    .map(({ thread, call }) => ({ thread: thread.place, tool: call.tool ?? call.name }));
  if (calls.length > 0) throw new DecisionNeededError({ run_id: state.runId, calls });
}
