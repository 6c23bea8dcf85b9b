import type { JsonObject, RunState } from '#protocol';
import type { Freshness } from './freshness.ts';

/** One artifact as a recorded run had it: whose it was, and what it held. */
interface Written {
  seq: number;
  thread: string;
  sha256: string;
}

/**
 * The first artifact that threads have read, or seen in a list, and that this run has otherwise: another thread writes it
 * anew here, or nobody does. What they wrote themselves they see again. Artifacts are the run's own, so that only the new
 * run can tell.
 * @param ids Recorded threads that are taken over together.
 * @returns its name; undefined where all is the same
 */
export function otherArtifact(
  { base, recorded }: Freshness,
  { artifacts }: Pick<RunState, 'artifacts'>,
  ids: readonly string[],
): string | undefined {
  const together = new Set(ids);
  let known: ReadonlyMap<string, Written[]> | undefined;
  for (const id of ids) {
    for (const { tool, input, end } of recorded.get(id)?.calls.values() ?? []) {
      if (!end || (tool !== 'rye/artifacts/read' && tool !== 'rye/artifacts/list')) continue;
      known ??= writtenIn(base.events);
      const seen = tool === 'rye/artifacts/list' ? new Set([...known.keys(), ...artifacts.keys()]) : [nameIn(input)];
      for (const path of seen) {
        const then = known.get(path)?.findLast(({ seq }) => seq < end.seq);
        if (then && together.has(then.thread)) continue;
        if (then?.sha256 !== artifacts.get(path)?.sha256) return path;
      }
    }
  }
  return undefined;
}

/** A hash is a name that stands for the same in every run. */
function nameIn({ path, ref }: JsonObject): string {
  const name = ref ?? path;
  return typeof name === 'string' ? name.replace(/^(\.\/)?(artifacts\/)?/, '') : '';
}

function writtenIn(events: Freshness['base']['events']): Map<string, Written[]> {
  const written = new Map<string, Written[]>();
  for (const { type, seq, thread, data } of events) {
    if (type !== 'artifact_written') continue;
    const list = written.get(data.path) ?? [];
    written.set(data.path, list);
    list.push({ seq, thread, sha256: data.sha256 });
  }
  return written;
}
