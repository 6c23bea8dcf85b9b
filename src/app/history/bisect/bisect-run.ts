import type { AppContext } from '../../app-context.ts';
import { openProject } from '../../open-project.ts';
import { readPoint } from '../../run-point.ts';
import { bisectDefinitions, type DefinitionBisect, type ProbeOptions } from './bisect-definitions.ts';
import { bisectEvents, type EventBisect } from './bisect-events.ts';

/** What is searched, and how it is looked at. */
export interface BisectRequest extends ProbeOptions {
  /** `RUN@SEQ`: two points of one run, or two runs of one item. */
  good: string;
  bad: string;
  /** A shell command; it runs in the run's folder as it was at an event. */
  check: string;
  interrupt: AbortSignal;
  /** Told each thing that was checked. */
  note?: (line: string) => void;
}

/** `rye bisect --json`: of two points of one run, or of two runs. */
export type BisectDocument = EventBisect | DefinitionBisect;

/**
 * Finds by halves where a check begins to fail: of two points of one run the event, asking no model; of two runs of one item
 * the edit of its definitions, running what each edit touches.
 * @throws {UsageError} the points are in the wrong order, the runs have nothing to do with each other, or the check does
 * not tell them apart
 */
export async function bisectRun(context: AppContext, request: BisectRequest): Promise<BisectDocument> {
  const project = await openProject(context);
  const { store } = project;
  const [good, bad] = [await readPoint(store, request.good), await readPoint(store, request.bad)];
  const search = { ...request, good: { ...good, name: request.good }, bad: { ...bad, name: request.bad } };
  return good.runId === bad.runId
    ? bisectEvents(context, project, search)
    : bisectDefinitions(context, project, search);
}
