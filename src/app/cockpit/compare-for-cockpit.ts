import { type Both, diffRuns, type RunDiff, type RunSide, type SameFile, sameFiles } from '#protocol';
import type { AppContext } from '../app-context.ts';
import { readSides } from '../diff/compare-runs.ts';
import { type LineDiff, lineDiffer } from '../diff/line-differ.ts';
import { addTextDiffs } from '../diff/read-texts.ts';

/** Two runs beside each other, as the cockpit shows them. */
export interface Comparison {
  diff: RunDiff;
  /** Files that both left alike. */
  same: readonly SameFile[];
  /** The model of each thread, by its place. */
  models: ReadonlyMap<string, Both<string>>;
  /** For values of several lines. */
  lineDiff: LineDiff;
}

/** What the cockpit shows of two runs, or of two points of them. @throws {RyeError} as `compareRuns` */
export async function compareForCockpit(context: AppContext, first: string, second: string): Promise<Comparison> {
  const { store, sides, contents } = await readSides(context, first, second);
  const diff = diffRuns(sides.a, sides.b);
  await addTextDiffs(store, contents, diff);
  return {
    diff,
    same: sameFiles(sides.a.state, sides.b.state),
    models: modelsOf(diff, sides),
    lineDiff: await lineDiffer(),
  };
}

function modelsOf({ threads }: RunDiff, sides: { a: RunSide; b: RunSide }): Map<string, Both<string>> {
  const at = ({ state }: RunSide, place: string): string | undefined =>
    state.threads.get(state.byPlace.get(place) ?? '')?.model;
  return new Map(
    threads.map(({ place }) => {
      const [a, b] = [at(sides.a, place), at(sides.b, place)];
      return [place, { ...(a !== undefined && { a }), ...(b !== undefined && { b }) }];
    }),
  );
}
