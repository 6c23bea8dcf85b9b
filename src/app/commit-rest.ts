import type { Store } from '#protocol';

/**
 * A driver may have been killed between an event and the commit of it: what is left is committed, unless somebody drives
 * the run. Nothing is added to it.
 */
export async function commitRest(store: Store, { runId, seq }: { runId: string; seq: number }): Promise<void> {
  if ((await store.holder(runId))?.alive) return;
  if (((await store.commits(runId)).at(-1)?.seq ?? 0) >= seq) return;
  await (await store.open(runId)).close();
}
