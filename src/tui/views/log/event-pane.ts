import { selectedEvent } from '../../model/log/selected-event.ts';
import type { Model } from '../../model/model.ts';
import { box, type Line, type Size, sanitize } from '../../text/index.ts';
import { eventLines } from './event-lines.ts';

/** The selected event, whole. */
export function eventPane(model: Model, size: Size): Line[] {
  const { run, pane, glyphs } = model;
  const event = run && selectedEvent(run);
  const room = size.rows - 2;
  const lines = eventLines(model, size.columns - 2);
  const top = Math.min(run?.log?.textTop ?? 0, Math.max(0, lines.length - room));
  const shown = lines.slice(top, top + room);
  const title = event ? sanitize(`${run.runId}@${event.seq} ${glyphs.crumb} ${event.type}`, 200) : 'Event';
  const place = lines.length > room ? `${top + shown.length}/${lines.length}  ` : '';
  return box({ title, right: `${place}J/K scroll`, focused: pane === 'event' }, shown, size, glyphs);
}
