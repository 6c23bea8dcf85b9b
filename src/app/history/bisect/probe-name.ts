import { type Json, sha256 } from '#protocol';

/** The id of a run that is tried out, made from all that it depends on: the same one is found again. @param sample From 1. */
export function probeName(what: Json, sample: number): string {
  return `bisect-${sha256(Buffer.from(JSON.stringify(what))).slice(0, 12)}-${sample}`;
}

/** Whether a run was tried out by a search. It goes on in its copy of the project, when the search is said again. */
export function isProbe(runId: string): boolean {
  return /^bisect-[0-9a-f]{12}(-\d+)+$/.test(runId);
}
