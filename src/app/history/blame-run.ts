import { type BlameLink, blameable, blameOutput, type Json, nearest } from '#protocol';
import type { AppContext } from '../app-context.ts';
import { UsageError } from '../errors.ts';
import { readRun } from '../read-run.ts';

/** `rye blame RUN OUTPUT --json`. */
export interface BlameDocument {
  run_id: string;
  output: string;
  value: Json;
  ambiguous: boolean;
  /** From the run's end back to the source; each with the commit that holds its event. */
  links: (BlameLink & { commit?: string })[];
}

/**
 * Where an output of a run came from. @param point `RUN` or `RUN@SEQ`.
 * @throws {UsageError} the run has no such output @throws as `readRun`
 */
export async function blameRun(context: AppContext, point: string, output: string): Promise<BlameDocument> {
  const { project, runId, state, events } = await readRun(context, point);
  const blame = blameOutput(events, state, output);
  if (!blame) {
    const known = blameable(state);
    const near = nearest(output, known);
    throw new UsageError(
      `${runId} has no output "${output}".`,
      known.length === 0 ? 'It has none yet.' : `It has ${(near.length > 0 ? near : known).slice(0, 10).join(', ')}.`,
    );
  }
  const commits = new Map((await project.store.commits(runId)).map(({ seq, commit }) => [seq, commit]));
  const links = blame.links.map((link) => {
    const commit = commits.get(link.seq);
    return { ...link, ...(commit !== undefined && { commit }) };
  });
  return { run_id: runId, output, value: blame.value, ambiguous: blame.ambiguous, links };
}
