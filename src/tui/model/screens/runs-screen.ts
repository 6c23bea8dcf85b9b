import type { RunRow } from '#app';
import { runDetailLines } from '../../views/runs/run-detail.ts';
import { runWord } from '../../views/runs/run-word.ts';
import { rowsOf } from '../act/movement.ts';
import { openRun } from '../act/open-run.ts';
import { type Filterable, matchesFilter, parseFilter } from '../filter.ts';
import type { Model } from '../model.ts';
import { listHeight, paneRoom } from '../room.ts';
import { keepSelected, within } from '../scroll.ts';
import { nothingSelected } from '../step.ts';
import type { Screen } from './screen.ts';

/** View 1: all runs of the project. */
export const runsScreen: Screen = {
  panes: ['runs', 'run'],
  ids: ({ runs }) => runs.rows.map(({ run_id }) => run_id),
  scroll: ({ runs }) => runs.scroll,
  withScroll: (model, scroll) => ({ ...model, runs: { ...model.runs, scroll, detailTop: 0 } }),
  filter: ({ runs }) => runs.filter,
  withFilter: (model, filter) => ({ ...model, runs: { ...model.runs, filter } }),
  matches: ({ runs }) => runs.rows.map((_row, index) => index),
  reflow,
  open(model) {
    const { selected } = model.runs.scroll;
    return selected === undefined ? nothingSelected(model) : openRun(model, selected);
  },
  scrollText(model, by) {
    const room = paneRoom(model, 'run');
    const most = Math.max(0, runDetailLines(model, room.columns).length - room.rows);
    const detailTop = within(model.runs.detailTop + rowsOf(by, room.rows), most);
    return { ...model, runs: { ...model.runs, detailTop } };
  },
  text: (model, columns) => ({ name: 'run', lines: runDetailLines(model, columns) }),
};

function reflow(model: Model): Model {
  const { runs, project } = model;
  const terms = parseFilter(runs.filter.text);
  const { only } = runs.filter;
  const isFiltered = terms.length > 0 || only !== undefined;
  const rows = isFiltered
    ? project.rows.filter((row) => isShown(row, only) && matchesFilter(terms, ofRun(row)))
    : project.rows;
  const ids = rows.map(({ run_id }) => run_id);
  return { ...model, runs: { ...runs, rows, scroll: keepSelected(ids, runs.scroll, listHeight(model, 'runs')) } };
}

function isShown(row: RunRow, only: 'failed' | 'waiting' | undefined): boolean {
  if (only === 'failed') return row.status === 'error' || row.status === 'lost' || row.status === 'interrupted';
  return (
    only === undefined ||
    row.out_of_money === true ||
    (row.waiting_for ?? 0) > 0 ||
    row.status === 'paused' ||
    row.status === 'blocked' ||
    row.status === 'interrupted'
  );
}

function ofRun(row: RunRow): Filterable {
  return {
    text: `${row.run_id} ${row.item ?? ''}`.toLowerCase(),
    state: runWord(row),
    model: '',
    spendUsd: row.cost_usd,
  };
}
