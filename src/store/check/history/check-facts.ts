import type { Event } from '#protocol';
import { commitTrailers } from '../../git/commit-text.ts';
import type { RunCommit } from './read-commits.ts';

/**
 * What a commit says of its events, held against them: whose run, which thread, what it cost, when, on top of what.
 * @returns what is wrong; undefined where nothing is.
 */
export function wrongFacts(
  commit: RunCommit,
  events: readonly Event[],
  facts: { runIds: readonly string[]; fenceBefore: number },
): string | undefined {
  const fence = fenceIn(commit);
  if (commit.parents > 1) return `it has ${commit.parents} parents`;
  if (Number.isNaN(fence) || fence < facts.fenceBefore)
    return `its fence is ${Number.isNaN(fence) ? 'not said' : fence}, after ${facts.fenceBefore}`;
  const runId = facts.runIds.find((each) => commit.trailers.includes(`Rye-Run: ${each}`)) ?? facts.runIds[0] ?? '';
  const expected = commitTrailers({ runId, fence, events });
  const differing = expected.find((line) => !commit.trailers.includes(line));
  if (differing !== undefined) return `it does not say "${differing}"`;
  const at = Math.floor(Date.parse(events.at(-1)?.at ?? '') / 1000);
  if (commit.committedAt !== at || commit.authoredAt !== at) return 'its date is not that of its event';
  return undefined;
}

/** Under which fence it was made; NaN where it does not say. */
export function fenceIn({ trailers }: RunCommit): number {
  const said = trailers.find((line) => line.startsWith('Rye-Fence: '));
  return said === undefined ? Number.NaN : Number(said.slice('Rye-Fence: '.length));
}
