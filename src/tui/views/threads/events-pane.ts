import type { Model } from '../../model/model.ts';
import { timeOf } from '../../model/travel/time-of.ts';
import { box, type Line, type Size } from '../../text/index.ts';
import { runEventLine } from '../event-parts.ts';

/** The run's events, newest first, as far back as they are scrolled. */
export function eventsPane(model: Model, size: Size): Line[] {
  const { run, glyphs, pane } = model;
  const lines: Line[] = [];
  if (run) {
    const { events, state } = run.feed;
    const from = events.length - 1 - run.eventsBack;
    for (let at = from; at >= 0 && lines.length < size.rows - 2; at -= 1) {
      const event = events[at];
      if (event) lines.push(runEventLine(state, event));
    }
  }
  const title = run && run.eventsBack > 0 ? `Events (UTC), ${run.eventsBack} newer` : 'Events (UTC)';
  // In time travel the keys lead through all of the run, and the newest is the one that is shown.
  const right = timeOf(model) === 'history' ? 'up to the one that is shown' : '[ older  ] newer';
  return box({ title, right, focused: pane === 'events' }, lines, size, glyphs);
}
