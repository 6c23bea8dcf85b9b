import { type ErrorFact, ExitCode } from '#protocol';
import type { Checked, CheckedRun, Problem } from '#store';
import type { AppContext } from '../app-context.ts';
import { openRuns } from '../open-project.ts';

/** What `rye fsck --json` prints: how things stand now, after a repair where one was asked for. */
export interface CheckDocument {
  ok: boolean;
  runs: { run_id: string; events: number; commits: number; contents: number; files: number; driven?: true }[];
  problems: {
    run_id?: string;
    code: string;
    severity: 'damage' | 'untidy';
    message: string;
    file?: string;
    line?: number;
    seq?: number;
    mends: boolean;
  }[];
  /** Of a repair. */
  repaired?: {
    done: string[];
    /** Folders with what was replaced or cut. */
    kept: string[];
    failed: { run_id: string; error: ErrorFact }[];
  };
}

/** What is checked; absent: every run, and the state repository itself. */
export interface CheckRequest {
  runIds?: readonly string[];
  repair?: boolean;
}

/** Proves the state of a project, and mends it where that is asked for. @throws {RyeError} as `checkState` of the store */
export async function checkState(
  context: AppContext,
  { runIds, repair }: CheckRequest,
): Promise<{ document: CheckDocument; exitCode: ExitCode }> {
  const [{ state }, store] = await Promise.all([openRuns(context), import('#store')]);
  if (!repair) return documentOf(await store.checkState(state, runIds));
  const { after, done, kept, failed } = await store.repairState(state, runIds);
  const { document, exitCode } = documentOf(after);
  const failures = failed.map(({ runId, error }) => ({ run_id: runId, error: error.toJSON() }));
  return { document: { ...document, repaired: { done, kept, failed: failures } }, exitCode };
}

/** Untidiness is told, and is no failure: the next driver clears it. */
function documentOf({ runs, problems }: Checked): { document: CheckDocument; exitCode: ExitCode } {
  const ok = !problems.some(({ severity }) => severity === 'damage');
  return {
    document: { ok, runs: runs.map(runOf), problems: problems.map(problemOf) },
    exitCode: ok ? ExitCode.done : ExitCode.failed,
  };
}

function runOf({ runId, events, commits, contents, files, isDriven }: CheckedRun): CheckDocument['runs'][number] {
  return { run_id: runId, events, commits, contents, files, ...(isDriven && { driven: true as const }) };
}

function problemOf({ runId, what, ...problem }: Problem): CheckDocument['problems'][number] {
  return { ...(runId !== undefined && { run_id: runId }), ...problem, message: what };
}
