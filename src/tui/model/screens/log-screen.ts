import { openMenu } from '../../overlays/menu/menu.ts';
import { yankItem } from '../../overlays/menu/yank-menu.ts';
import { eventLines, eventText } from '../../views/log/event-lines.ts';
import { rowsOf } from '../act/movement.ts';
import { logRows, noRows } from '../log/log-rows.ts';
import { selectedEvent } from '../log/selected-event.ts';
import type { LogScreen, Model, RunScreen } from '../model.ts';
import { listHeight, paneRoom } from '../room.ts';
import { keepSelected, type Scroll, select, topOfList, within } from '../scroll.ts';
import { nothingSelected, still } from '../step.ts';
import type { Screen } from './screen.ts';

const unseen: LogScreen = { rows: noRows, scroll: topOfList, filter: { text: '' }, follow: true, textTop: 0 };

/** View 4: all events of the open run, oldest first. */
export const logScreen: Screen = {
  panes: ['log', 'event'],
  missing: ({ run }) => (run ? undefined : 'no run is open'),
  ids: ({ run }) => run?.log?.rows.ids ?? [],
  scroll: ({ run }) => run?.log?.scroll ?? topOfList,
  // Whoever moves away from the newest event stays where they are; whoever comes to it follows again.
  withScroll: (model, scroll) =>
    changed(model, ({ followed, ...log }) => {
      const isFiltered = log.filter.before !== undefined;
      const atEnd = scroll.index >= log.rows.ids.length - 1;
      return {
        ...moved(log, scroll),
        follow: isFiltered ? atEnd : (followed ?? atEnd),
        ...(isFiltered && followed !== undefined && { followed }),
      };
    }),
  filter: ({ run }) => run?.log?.filter ?? { text: '' },
  withFilter: (model, filter) =>
    changed(model, (log) => ({ ...log, filter, followed: log.followed ?? log.follow, textTop: 0 })),
  matches: ({ run }) => Array.from({ length: run?.log?.rows.ids.length ?? 0 }, (_, index) => index),
  // A log that is not looked at is not gone through.
  reflow: (model) => (model.view === 'log' ? changed(model, (log, run) => reflow(model, log, run)) : model),
  open(model) {
    if (!model.run || !selectedEvent(model.run)) return nothingSelected(model);
    return still({ ...held(model), pane: 'event', zoomed: true });
  },
  scrollText(model, by) {
    const room = paneRoom(model, 'event');
    const most = Math.max(0, eventLines(model, room.columns).length - room.rows);
    return changed(held(model), (log) => ({ ...log, textTop: within(log.textTop + rowsOf(by, room.rows), most) }));
  },
  text(model, columns) {
    const event = model.run && selectedEvent(model.run);
    return {
      name: 'event',
      lines: event ? eventLines(model, columns) : [],
      ...(event && { file: { name: `event-${event.seq}.json`, text: eventText(event) } }),
    };
  },
  follow: (model) => changed(model, (log, run) => reflow(model, { ...log, follow: !log.follow }, run)),
  yank: ({ run }) => {
    const event = run && selectedEvent(run);
    if (!event) return undefined;
    const point = `${run.runId}@${event.seq}`;
    return openMenu('copy', [
      yankItem('i', 'id', point),
      yankItem('n', 'JSON', eventText(event).trimEnd()),
      yankItem('c', 'command', `rye show ${point}`),
    ]);
  },
};

function changed(model: Model, change: (log: LogScreen, run: RunScreen) => LogScreen): Model {
  const { run } = model;
  return run ? { ...model, run: { ...run, log: change(run.log ?? unseen, run) } } : model;
}

/** The event that is read stays while others come. */
function held(model: Model): Model {
  return changed(model, (log) => ({ ...log, follow: false }));
}

function moved<L extends Pick<LogScreen, 'scroll' | 'textTop'>>(log: L, scroll: Scroll): L {
  return { ...log, scroll, textTop: log.scroll.selected === scroll.selected ? log.textTop : 0 };
}

function reflow(model: Model, log: LogScreen, run: RunScreen): LogScreen {
  const rows = logRows(log.rows, run.feed, log.filter);
  const height = listHeight(model, 'log');
  const scroll = log.follow
    ? select(rows.ids, log.scroll, rows.ids.length - 1, height)
    : keepSelected(rows.ids, log.scroll, height);
  return { ...moved(log, scroll), rows };
}
