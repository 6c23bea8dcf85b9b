import { describeEvent, type Event, type RunState } from '#protocol';
import { type Line, sanitize, segment } from '../text/index.ts';

/** An event as one line: its time of day (UTC), and what it says. */
export function eventLine(state: RunState, event: Event): Line {
  return [segment(`${event.at.slice(11, 19)} `, { dim: true }), segment(sanitize(describeEvent(state, event)))];
}
