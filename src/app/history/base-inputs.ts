import { foldRun, type JsonObject } from '#protocol';
import { UsageError } from '../errors.ts';
import type { Project } from '../open-project.ts';
import { type RunPoint, readPoint, readUpTo } from '../run-point.ts';

/** A run that another goes by, and what it was asked. */
export interface FoundBase extends Required<RunPoint> {
  inputs: JsonObject;
}

/**
 * Finds a recorded run of an item, and its inputs: those that are not given anew are its own.
 * @param point `RUN` or `RUN@SEQ`.
 * @throws {RyeError} unknown or ambiguous run, a point beyond its end, a run of another item, inputs that were redacted
 */
export async function findBase(
  { store }: Pick<Project, 'store'>,
  point: string,
  { item, given }: { item: string; given: JsonObject },
): Promise<FoundBase> {
  const found = await readPoint(store, point);
  const { started, seq } = foldRun(await readUpTo(store, found));
  if (started && started.item !== item)
    throw new UsageError(
      `${found.runId} is a run of ${started.item}, and not of ${item}.`,
      `Give a run of ${item}; \`rye runs\` lists them.`,
    );
  const inputs = { ...started?.inputs, ...given };
  refuseRedacted(found.runId, inputs);
  return { runId: found.runId, seq, inputs };
}

/** A secret is not in the record: what stands in its place would be taken for the value. */
export function refuseRedacted(runId: string, inputs: JsonObject): void {
  const [name] = Object.entries(inputs).find(([, value]) => JSON.stringify(value).includes('[redacted:')) ?? [];
  if (name === undefined) return;
  throw new UsageError(
    `The input ${name} of ${runId} held a secret, which is not recorded.`,
    `Give it again, with -i ${name}=….`,
  );
}
