import { type ErrorFact, ExitCode, errorFact } from '#protocol';
import type { Carriage } from '#store';
import type { AppContext } from '../app-context.ts';
import { openRuns } from '../open-project.ts';

/** What `rye push --json` and `rye pull --json` print. */
export interface CarriageDocument {
  remote: string;
  runs: {
    run_id: string;
    change: 'new' | 'advanced' | 'unchanged' | 'behind' | 'refused';
    events: number;
    error?: ErrorFact;
  }[];
  /** The shared data of pipelines. */
  main: 'unchanged' | 'advanced' | 'merged';
}

/** Which way, where to or from, and which runs; absent: all. */
export interface CarryRequest {
  way: 'push' | 'pull';
  remote?: string;
  runIds?: readonly string[];
}

/**
 * Carries runs through a git remote.
 * @returns the document, and the exit code of the worst that became of a run.
 * @throws {RyeError} as `pushRuns` and `pullRuns` of the store
 */
export async function carryRuns(
  context: AppContext,
  request: CarryRequest,
): Promise<{ document: CarriageDocument; exitCode: ExitCode }> {
  const [{ state }, { pushRuns, pullRuns }] = await Promise.all([openRuns(context), import('#store')]);
  const { way, remote, runIds } = request;
  const carry = way === 'push' ? pushRuns : pullRuns;
  const carriage = await carry(state, {
    cwd: context.cwd,
    ...(remote !== undefined && { remote }),
    ...(runIds && { runIds }),
  });
  const refused = carriage.runs.flatMap(({ error }) => (error ? [error.exitCode] : []));
  return { document: documentOf(carriage), exitCode: refused[0] ?? ExitCode.done };
}

function documentOf({ remote, runs, main }: Carriage): CarriageDocument {
  return {
    remote,
    runs: runs.map(({ runId, change, events, error }) => ({
      run_id: runId,
      change,
      events,
      ...(error && { error: errorFact(error) }),
    })),
    main,
  };
}
