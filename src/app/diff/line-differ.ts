/** A diff of two texts by lines; undefined where hardly a line of them is the same. */
export type LineDiff = (a: string, b: string) => string | undefined;

/** What compares texts by lines for people; loaded where there is something to compare. */
export async function lineDiffer(): Promise<LineDiff> {
  return (await import('./diff-texts.ts')).diffLines;
}
