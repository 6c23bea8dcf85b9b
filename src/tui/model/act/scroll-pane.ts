import type { Pane } from '../../keys/entry.ts';
import type { Model } from '../model.ts';
import { paneRoom } from '../room.ts';
import { screenOf } from '../screens/screens.ts';
import { within } from '../scroll.ts';
import { type Move, rowsOf } from './movement.ts';

/** Scrolls a pane of text; scrolling the output up lets go of its end, and coming to the end follows it again. */
export function scrollPane(model: Model, pane: Pane, by: Move): Model {
  // Newer events stand above older ones in their pane, and the other way round in the log.
  return pane === 'events' ? scrollEvents(model, by) : screenOf(model).scrollText(model, by);
}

/** Scrolls the events; where they have no pane of their own, the detail shows those of its thread. */
function scrollEvents(model: Model, by: Move): Model {
  const { run } = model;
  if (!run) return model;
  const { rows } = paneRoom(model, 'events');
  if (rows > 0) {
    const most = Math.max(0, run.feed.events.length - rows);
    return { ...model, run: { ...run, eventsBack: within(run.eventsBack + rowsOf(by, rows), most) } };
  }
  if (run.detail.tab !== 'events')
    return { ...model, run: { ...run, detail: { tab: 'events', follow: true, top: 0 } } };
  const room = paneRoom(model, 'detail');
  return scrollPane(model, 'detail', { rows: -rowsOf(by, room.rows) });
}
