import type { Action } from '../../keys/entry.ts';
import { switchColumn } from '../board/switch-column.ts';
import type { Model } from '../model.ts';
import { openFor } from '../overlays/open-for.ts';
import { screenOf } from '../screens/screens.ts';
import { doing, nothingSelected, type Step, still } from '../step.ts';
import { isPast, refusePast } from '../travel/read-only.ts';
import { showBoard } from './board.ts';
import { compareAgain, compareMarked, showDiff } from './compare.ts';
import { mark, pauseOrContinue } from './control.ts';
import { follow, nextDetail } from './detail.ts';
import { editDetail } from './edit-detail.ts';
import { nextMatch, openFilter, showOnly } from './filter-list.ts';
import { fold, foldAll, unfold, unfoldAll } from './fold.ts';
import { move } from './move.ts';
import { scrollPane } from './scroll-pane.ts';
import { step, toNow, travel, turn } from './travel.ts';
import { back, leave, nextPane, open, showView, zoom } from './views.ts';
import { nextHunk, nextTab, pageDiff, swapSides, toggleSideBySide, toggleSpace, yankPatch } from './walk-diff.ts';

/** What each action does; those that open an overlay stand in `model/overlays/open-for.ts`. */
const acts: { [A in Action]: (model: Model) => Step } = {
  down: (model) => move(model, { rows: 1 }),
  up: (model) => move(model, { rows: -1 }),
  top: (model) => move(model, { to: 'top' }),
  bottom: (model) => move(model, { to: 'bottom' }),
  halfDown: (model) => move(model, { screens: 0.5 }),
  halfUp: (model) => move(model, { screens: -0.5 }),
  pageDown: (model) => move(model, { screens: 1 }),
  pageUp: (model) => move(model, { screens: -1 }),
  fold,
  unfold,
  foldAll,
  unfoldAll,
  open,
  back,
  viewRuns: (model) => showView(model, 'runs'),
  viewThreads: (model) => showView(model, 'threads'),
  viewLog: (model) => showView(model, 'log'),
  viewFiles: (model) => showView(model, 'files'),
  viewDiff: showDiff,
  viewBoard: showBoard,
  columnLeft: (model) => switchColumn(model, -1),
  columnRight: (model) => switchColumn(model, 1),
  advance: nothingSelected,
  sendBack: nothingSelected,
  nextPane: (model) => nextPane(model, 1),
  previousPane: (model) => nextPane(model, -1),
  zoom: (model) => zoom(model, true),
  unzoom: (model) => zoom(model, false),
  filter: openFilter,
  nextMatch: (model) => nextMatch(model, 1),
  previousMatch: (model) => nextMatch(model, -1),
  failedOnly: (model) => showOnly(model, 'failed'),
  waitingOnly: (model) => showOnly(model, 'waiting'),
  palette: nothingSelected,
  help: nothingSelected,
  kill: nothingSelected,
  budget: nothingSelected,
  ownLog: nothingSelected,
  totals: nothingSelected,
  mark,
  answer: nothingSelected,
  approvals: nothingSelected,
  pause: pauseOrContinue,
  resume: nothingSelected,
  nextDetail,
  scrollDown: (model) => still(screenOf(model).scrollText(model, { rows: 1 })),
  scrollUp: (model) => still(screenOf(model).scrollText(model, { rows: -1 })),
  follow,
  older: (model) => still(scrollPane(model, 'events', { screens: 0.5 })),
  newer: (model) => still(scrollPane(model, 'events', { screens: -0.5 })),
  travel: (model) => travel(model),
  travelBack: (model) => step(model, -1),
  travelForth: (model) => step(model, 1),
  turnBack: (model) => turn(model, -1),
  turnForth: (model) => turn(model, 1),
  fork: nothingSelected,
  toNow,
  yank: (model) => (model.view === 'diff' ? yankPatch(model) : nothingSelected(model)),
  edit: editDetail,
  compare: compareMarked,
  nextTab: (model) => nextTab(model, 1),
  previousTab: (model) => nextTab(model, -1),
  nextHunk: (model) => nextHunk(model, 1),
  previousHunk: (model) => nextHunk(model, -1),
  sideBySide: toggleSideBySide,
  ignoreSpace: toggleSpace,
  swapSides,
  pageDiff,
  reload,
  redraw: (model) => doing(model, { kind: 'redraw' }),
  suspend: (model) => doing(model, { kind: 'suspend' }),
  quit: leave,
  leave: (model) => doing(model, { kind: 'quit' }),
};

/** Does what an action means where the model stands. */
export function act(model: Model, action: Action): Step {
  if (isPast(model, action)) return refusePast(model);
  return openFor(model, action) ?? acts[action](model);
}

function reload(model: Model): Step {
  if (model.view === 'diff') return compareAgain(model);
  return doing(model, { kind: 'reload' }, ...(model.view === 'board' ? [{ kind: 'loadBoard' } as const] : []));
}
