import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { foldRun } from '#protocol';
import type { AppContext } from '../app-context.ts';
import { UsageError } from '../errors.ts';
import { openProject } from '../open-project.ts';
import { type RunOptions, runItem } from '../run-item.ts';

/** The config file that lists the runs that a project is tested by. */
const TESTS = 'tests';

/** The runs that the project is tested by. @throws {UsageError} the config names none */
export async function listedTests(context: AppContext): Promise<string[]> {
  const { library } = await openProject(context);
  const { runs } = await library.config(TESTS);
  const listed = Array.isArray(runs) ? runs.filter((run): run is string => typeof run === 'string') : [];
  if (listed.length > 0) return listed;
  throw new UsageError(
    'There is no run to test by.',
    'Give one with --from RUN, or list them in .ai/config/tests.yaml, as `runs: [RUN]`.',
  );
}

/**
 * Makes a new run to test by, from today’s definitions: what has not changed since the old one is taken over from it, and
 * the rest is asked. Where the project’s config lists the old one, the new one stands in its place.
 * @returns the id of the new run; undefined where it did not end as the old one, which stays
 */
export async function updateTest(
  context: AppContext,
  runId: string,
  options: RunOptions,
): Promise<{ runId?: string; reason?: string }> {
  const { store, root } = await openProject(context);
  const { started, status } = foldRun(await store.read(runId));
  if (!started) throw new UsageError(`${runId} has not begun.`, 'Test by a run that has ended.');
  const { item, kind, graph } = started;
  const walk = graph && {
    ...(graph.node !== undefined && { node: graph.node }),
    ...(graph.state && { state: graph.state }),
  };
  const { document } = await runItem(context, {
    ...options,
    item,
    kind,
    ...(walk && { walk }),
    since: { point: runId },
  });
  if (document.status !== status) return { reason: `the new run ${document.run_id} ended as ${document.status}` };
  const file = join(root, '.ai', 'config', `${TESTS}.yaml`);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text?.includes(runId)) await writeFile(file, text.replaceAll(runId, document.run_id));
  return { runId: document.run_id };
}
