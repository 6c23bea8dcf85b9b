import { type KeyEntry, keyTable, type Pane } from '#tui';
import { table } from './table.ts';

const PANES: Readonly<Record<Pane, string>> = {
  runs: 'the list of runs',
  run: 'the selected run',
  threads: 'the tree of threads',
  detail: 'the selected thread',
  board: 'board',
  card: 'card',
  events: 'the events',
  log: 'the log',
  event: 'the selected event',
  files: 'the list of files',
  content: 'the selected file',
  diff: 'the items of a diff',
  hunks: 'the hunks of a diff',
};

/** Every key of the cockpit, from its key table. */
export function keysSection(): string {
  return table(
    ['keys', 'action', 'does', 'where'],
    keyTable.map((entry) => [
      entry.keys.map((key) => `\`${key}\``).join(' '),
      `\`${entry.action}\``,
      entry.help.replaceAll('|', '\\|'),
      where(entry),
    ]),
  );
}

function where({ panes, when }: KeyEntry): string {
  const places = panes === undefined ? 'everywhere' : panes.map((pane) => PANES[pane]).join(', ');
  if (when === 'history') return panes === undefined ? 'in time travel' : `${places}, in time travel`;
  return places;
}
