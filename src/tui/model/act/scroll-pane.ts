import type { Pane } from '../../keys/table.ts';
import { runDetailLines } from '../../views/runs/run-detail.ts';
import { detailLines } from '../../views/threads/detail/detail-lines.ts';
import type { Model } from '../model.ts';
import { paneRoom } from '../reflow.ts';
import { type Move, rowsOf } from './movement.ts';

/** Scrolls a pane of text; scrolling the output up lets go of its end, and coming to the end follows it again. */
export function scrollPane(model: Model, pane: Pane, by: Move): Model {
  // Newer events stand above older ones in their pane, and the other way round in the log.
  if (pane === 'events') return scrollEvents(model, by);
  const room = paneRoom(model, pane);
  if (pane === 'run') {
    const most = Math.max(0, runDetailLines(model, room.columns).length - room.rows);
    const detailTop = within(model.runs.detailTop + rowsOf(by, room.rows), most);
    return { ...model, runs: { ...model.runs, detailTop } };
  }
  const { run } = model;
  if (!run) return model;
  const most = Math.max(0, detailLines(model, room.columns).length - room.rows);
  const from = run.detail.follow ? most : Math.min(run.detail.top, most);
  const top = within(from + rowsOf(by, room.rows), most);
  return { ...model, run: { ...run, detail: { ...run.detail, top, follow: top === most } } };
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

function within(value: number, most: number): number {
  return Math.max(0, Math.min(most, value));
}
