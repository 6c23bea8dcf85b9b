import type { Event } from '#protocol';
import { selectedEvent } from '../../model/log/selected-event.ts';
import type { Model, RunScreen } from '../../model/model.ts';
import { type Line, segment } from '../../text/index.ts';
import { boundedLines } from '../bounded-lines.ts';

/** Only the newest answer is remembered, for scrolling through. */
let last: { event: Event; columns: number; lines: readonly Line[] } | undefined;

/** The selected event in full, below the commit that holds it. @param columns Cells of the pane. */
export function eventLines({ run }: Model, columns: number): readonly Line[] {
  const event = run && selectedEvent(run);
  if (!event) return [];
  if (last?.event !== event || last.columns !== columns)
    last = { event, columns, lines: boundedLines(shortText(event), columns) };
  return [[segment(' commit ', { dim: true }), segment(commitText(run, event))], ...last.lines];
}

/** An event as an editor gets it. */
export function eventText(event: Event): string {
  return `${JSON.stringify(event, undefined, 2)}\n`;
}

/** The same with what all events have on one line: of a pane of five lines the data gets most. */
function shortText({ data, ...frame }: Event): string {
  const head = Object.entries(frame).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  return `{ ${head.join(', ')},\n  "data": ${JSON.stringify(data, undefined, 2).replaceAll('\n', '\n  ')}\n}`;
}

function commitText({ log, feed, commits }: RunScreen, { seq }: Event): string {
  const known = commits?.names.get(seq);
  if (known !== undefined) return known;
  if (log?.follow && feed.holder?.alive) return 'not looked up while following';
  return commits && !commits.reading ? 'not in git yet' : '…';
}
