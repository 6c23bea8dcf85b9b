import { rowsOf } from '../act/movement.ts';
import type { DiffItem } from '../diff/diff-item.ts';
import type { DiffScreen } from '../diff/diff-state.ts';
import { itemsOf } from '../diff/items-of.ts';
import { selectedItem, shownBody } from '../diff/shown-body.ts';
import { matchesFilter, parseFilter } from '../filter.ts';
import type { Model } from '../model.ts';
import { listHeight, paneRoom } from '../room.ts';
import { keepSelected, topOfList, within } from '../scroll.ts';
import { doing, nothingSelected, still } from '../step.ts';
import type { Screen } from './screen.ts';

/** View 5: what differs between two runs. */
export const diffScreen: Screen = {
  panes: ['diff', 'hunks'],
  missing: ({ diff }) => (diff ? undefined : 'no two runs are compared: in view 1, mark two with space and press d'),
  above: ({ diff }) => diff?.from ?? 'runs',
  ids: ({ diff }) => diff?.items.map(({ id }) => id) ?? [],
  scroll: ({ diff }) => diff?.scroll ?? topOfList,
  withScroll(model, scroll) {
    const { diff } = model;
    if (!diff) return model;
    const stays = diff.scroll.selected === scroll.selected;
    return { ...model, diff: { ...diff, scroll, ...(!stays && { top: 0, hunk: 0 }) } };
  },
  filter: ({ diff }) => diff?.filter ?? { text: '' },
  withFilter: (model, filter) => (model.diff ? { ...model, diff: { ...model.diff, filter } } : model),
  matches: ({ diff }) => diff?.items.map((_item, index) => index) ?? [],
  reflow: (model) => (model.diff ? { ...model, diff: reflow(model, model.diff) } : model),
  open(model) {
    const { diff } = model;
    const item = diff && selectedItem(diff);
    if (!diff || !item) return nothingSelected(model);
    const alone = { ...model, pane: 'hunks' as const, zoomed: true };
    if (!item.file) return still(alone);
    const awaits = diff.asked + 1;
    const full = { id: item.id, awaits };
    return doing(
      { ...alone, diff: { ...diff, asked: awaits, full, top: 0, hunk: -1 } },
      { kind: 'compareWhole', request: awaits, runs: [diff.a, diff.b], file: item.file },
    );
  },
  scrollText(model, by) {
    const { diff } = model;
    if (!diff) return model;
    const room = paneRoom(model, 'hunks');
    const { lines, stops } = shownBody(model, room.columns);
    const top = within(diff.top + rowsOf(by, room.rows), Math.max(0, lines.length - room.rows));
    const hunk = Math.max(
      diff.full ? -1 : 0,
      stops.findLastIndex((stop) => stop <= top),
    );
    return { ...model, diff: { ...diff, top, hunk } };
  },
  text: (model, columns) => ({ name: 'diff', lines: shownBody(model, columns).lines }),
};

function reflow(model: Model, diff: DiffScreen): DiffScreen {
  const { full, ...rest } = diff;
  const stays = full && model.view === 'diff' && model.pane === 'hunks' && model.zoomed;
  const next: DiffScreen = stays ? { ...rest, full } : full ? { ...rest, top: 0, hunk: 0 } : rest;
  return keepItems(model, withItems(next));
}

function keepItems(model: Model, diff: DiffScreen): DiffScreen {
  const ids = diff.items.map(({ id }) => id);
  return { ...diff, scroll: keepSelected(ids, diff.scroll, listHeight(model, 'diff')) };
}

function withItems(diff: DiffScreen): DiffScreen {
  const { comparison, tab, ignoreSpace, shape } = diff;
  if (!comparison) return { ...diff, items: [], all: 0 };
  const filter = diff.filter.text;
  const { comparison: was, tab: wasTab, ignoreSpace: wasSpace, filter: wasFilter } = shape ?? {};
  if (comparison === was && tab === wasTab && ignoreSpace === wasSpace && filter === wasFilter) return diff;
  const all = itemsOf(comparison, tab, ignoreSpace);
  const items = filtered(all, filter);
  return { ...diff, items, all: all.length, shape: { comparison, tab, ignoreSpace, filter } };
}

function filtered(items: readonly DiffItem[], text: string): readonly DiffItem[] {
  const terms = parseFilter(text);
  if (terms.length === 0) return items;
  return items.filter(({ id, mark }) =>
    matchesFilter(terms, { text: id.slice(id.indexOf(' ') + 1).toLowerCase(), state: mark, model: '', spendUsd: 0 }),
  );
}
