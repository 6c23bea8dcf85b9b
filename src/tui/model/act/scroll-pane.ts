import type { Pane } from '../../keys/table.ts';
import { runDetailLines } from '../../views/runs/run-detail.ts';
import { detailLines } from '../../views/threads/detail/detail-lines.ts';
import type { Model } from '../model.ts';
import { paneRoom } from '../reflow.ts';
import { type Move, rowsOf } from './movement.ts';

/** Scrolls a pane of text; scrolling the output up lets go of its end, and coming to the end follows it again. */
export function scrollPane(model: Model, pane: Pane, by: Move): Model {
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

/** Older events are further down in the log's time, further up in the pane: `[` goes back. */
function scrollEvents(model: Model, by: Move): Model {
  const { run } = model;
  if (!run) return model;
  const { rows } = paneRoom(model, 'events');
  const most = Math.max(0, run.feed.events.length - rows);
  return { ...model, run: { ...run, eventsBack: within(run.eventsBack + rowsOf(by, rows), most) } };
}

function within(value: number, most: number): number {
  return Math.max(0, Math.min(most, value));
}
