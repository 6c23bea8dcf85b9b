import type { Time } from '../../keys/entry.ts';
import type { Model, RunScreen, View } from '../model.ts';

/** Views that are not about the open run: they show what is, wherever in its history the run is looked at. */
const ALWAYS_NOW: ReadonlySet<View> = new Set<View>(['runs', 'diff']);

/** Whether what is shown is how the open run stands, or how it stood. */
export function timeOf({ run, view }: Pick<Model, 'run' | 'view'>): Time {
  return run?.travel && !ALWAYS_NOW.has(view) ? 'history' : 'now';
}

/** The time by which a run is shown, in epoch ms: in time travel, that of the event. */
export function timeOfScreen({ travel, feed }: RunScreen, nowMs: number): number {
  if (!travel) return nowMs;
  const atMs = Date.parse(feed.state.lastAt ?? '');
  return Number.isNaN(atMs) ? nowMs : atMs;
}

/** The model as its screens show it: in time travel, clocks stand still. */
export function inItsTime(model: Model): Model {
  const { run } = model;
  return run && timeOf(model) === 'history' ? { ...model, nowMs: timeOfScreen(run, model.nowMs) } : model;
}
