import { DIFF_TABS, type DiffScreen } from '../diff/diff-state.ts';
import { swapPatch } from '../diff/patch.ts';
import { patchOf, wholePatch } from '../diff/patch-of.ts';
import { selectedItem, shownBody } from '../diff/shown-body.ts';
import { swapComparison } from '../diff/swap.ts';
import type { Model } from '../model.ts';
import { reflow } from '../reflow.ts';
import { paneRoom } from '../room.ts';
import { topOfList, within } from '../scroll.ts';
import { doing, type Step, say, still } from '../step.ts';
import { selectRow } from './move.ts';

/** The comparison from another side. */
export function nextTab(model: Model, direction: 1 | -1): Step {
  return change(model, (diff) => {
    const at = DIFF_TABS.indexOf(diff.tab) + direction + DIFF_TABS.length;
    const { full: _full, ...rest } = diff;
    const tab = DIFF_TABS[at % DIFF_TABS.length] ?? 'outputs';
    return { ...rest, tab, scroll: topOfList, top: 0, hunk: 0 };
  });
}

/** To the next hunk of this row, else to the first one of the next row that has some, round the end. */
export function nextHunk(model: Model, direction: 1 | -1): Step {
  const { diff } = model;
  if (!diff) return still(model);
  const { stops } = shownBody(model, paneRoom(model, 'hunks').columns);
  const hunk = diff.hunk + direction;
  if (hunk >= 0 && hunk < stops.length) return still(atHunk(model, hunk));
  // A file that is shown in full is walked through alone.
  if (diff.full) return still(stops.length === 0 ? model : atHunk(model, direction === 1 ? 0 : stops.length - 1));
  const { length } = diff.items;
  for (let step = 1; step <= length; step += 1) {
    const index = (diff.scroll.index + direction * step + length * step) % length;
    const hunks = diff.items[index]?.hunks() ?? 0;
    if (hunks > 0) return still(atHunk(selectRow(model, index), direction === 1 ? 0 : hunks - 1));
  }
  return still(say(model, `there is no hunk under ${diff.tab}`));
}

function atHunk(model: Model, hunk: number): Model {
  const { diff } = model;
  if (!diff) return model;
  const room = paneRoom(model, 'hunks');
  const { lines, stops } = shownBody(model, room.columns);
  // Of a text that is too long for the screen, not every hunk is there.
  const at = Math.min(hunk, stops.length - 1);
  const top = within(stops[at] ?? 0, Math.max(0, lines.length - room.rows));
  return { ...model, diff: { ...diff, hunk: at, top } };
}

export function toggleSideBySide(model: Model): Step {
  return change(model, (diff) => ({ ...diff, sideBySide: !diff.sideBySide, top: 0 }), true);
}

export function toggleSpace(model: Model): Step {
  return change(model, (diff) => ({ ...diff, ignoreSpace: !diff.ignoreSpace, top: 0, hunk: 0 }));
}

/** Left becomes right. While the two are being compared there is nothing to exchange yet. */
export function swapSides(model: Model): Step {
  return change(model, (diff) => {
    const { comparison, a, b, full } = diff;
    if (!comparison || diff.awaits !== undefined || full?.awaits !== undefined) return diff;
    const turned = full?.lines && { ...full, lines: swapPatch(full.lines) };
    return { ...diff, a: b, b: a, comparison: swapComparison(comparison), ...(turned && { full: turned }) };
  });
}

/** Everything that differs, in the user's pager. */
export function pageDiff(model: Model): Step {
  const text = model.diff ? wholePatch(model.diff) : '';
  return text === '' ? still(say(model, 'there is no patch: no text differs')) : doing(model, { kind: 'page', text });
}

/** The patch of the selected row, into the clipboard. */
export function yankPatch(model: Model): Step {
  const item = model.diff && selectedItem(model.diff);
  const text = item ? patchOf(item) : '';
  return text === ''
    ? still(say(model, 'there is no patch of this row'))
    : doing(model, { kind: 'copy', text, what: 'patch' });
}

/** @param keeps Whether the hunk that one is at stays in sight. */
function change(model: Model, by: (diff: DiffScreen) => DiffScreen, keeps = false): Step {
  if (!model.diff) return still(model);
  const next = reflow({ ...model, diff: by(model.diff) });
  return still(keeps && next.diff ? atHunk(next, next.diff.hunk) : next);
}
