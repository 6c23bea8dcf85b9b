import type { RunFeed } from '#app';
import { isFinal, type RunState, type ThreadState, toUsd } from '#protocol';
import { elapsedMs } from '../../model/elapsed.ts';
import { labelOf } from '../../model/label-of.ts';
import type { Model } from '../../model/model.ts';
import { bar, box, fitText, type Line, lineOf, percent, type Size, segment } from '../../text/index.ts';
import { amountText } from '../amount-text.ts';

const MOST_BAR_CELLS = 16;
/** What stands in a line beside its bar: name, share, two amounts, the mark. Money is never cut for a bar. */
const BESIDE_BAR = 38;

/** Where the run's money is: bars, what is set aside, how fast it goes. */
export function budgetPane(model: Model, size: Size): Line[] {
  const { run, glyphs } = model;
  const cells = Math.max(4, Math.min(MOST_BAR_CELLS, size.columns - 2 - BESIDE_BAR));
  const lines = run ? budgetLines(run.feed, model, size.rows - 2, cells) : [];
  const simulated = run?.feed.state.started?.simulated === true;
  return box({ title: simulated ? 'Budget (simulated)' : 'Budget' }, lines, size, glyphs);
}

function budgetLines(feed: RunFeed, model: Model, rows: number, cells: number): Line[] {
  const { state } = feed;
  const root = state.threads.get(state.root ?? '');
  if (!root) return [lineOf(' no money has been promised yet', { dim: true })];
  const { limit, own, children, reserved } = root.account;
  const spent = toUsd(own + children);
  const below = [
    ...(limit === undefined ? [] : [unreservedLine(toUsd(limit - own - children - reserved), cells)]),
    lineOf(''),
    lineOf(` ${rateText(feed, model.nowMs, spent, toUsd(reserved), limit)}`),
    lineOf(` ${stopsText(state, root)}`),
  ];
  const bars = [
    limit === undefined
      ? lineOf(` run      $${amountText(spent)}, no ceiling`)
      : barLine('run', spent, toUsd(limit), cells),
    ...accountLines(feed, rows - below.length - 1, cells),
  ];
  return [...bars, ...below].slice(0, rows);
}

/** The threads with a ceiling of their own that are still at work, in the order of creation. */
function accountLines(feed: RunFeed, most: number, cells: number): Line[] {
  const known = holders.get(feed) ?? [...feed.state.threads.values()].filter(isHolder);
  holders.set(feed, known);
  if (known.length <= most) return known.map((thread) => accountLine(thread, cells));
  const shown = Math.max(0, most - 1);
  return [
    ...known.slice(0, shown).map((thread) => accountLine(thread, cells)),
    lineOf(` and ${known.length - shown} more with a ceiling of their own`),
  ];
}

/** By publication: a screen is drawn more often than a run changes. */
const holders = new WeakMap<RunFeed, ThreadState[]>();

function isHolder({ parent, account, status }: ThreadState): boolean {
  return parent !== undefined && account.limit !== undefined && !isFinal(status);
}

function accountLine(thread: ThreadState, cells: number): Line {
  const { own, children, limit = 0 } = thread.account;
  const name = labelOf(thread);
  return thread.startedAt === undefined
    ? lineOf(` ${fitText(name, 8)} ${bar(0, cells)}   0%   reserved  $${amountText(toUsd(limit))}`)
    : barLine(name, toUsd(own + children), toUsd(limit), cells);
}

function barLine(name: string, spent: number, limit: number, cells: number): Line {
  const share = spent / limit;
  const text = ` ${fitText(name, 8)} ${bar(share, cells)} ${percent(share).padStart(4)}   $${amountText(spent)} of $${amountText(limit)}`;
  return share >= 0.7 ? [segment(text), segment('  !', { colour: 'yellow', bold: true })] : [segment(text)];
}

function unreservedLine(usd: number, cells: number): Line {
  return lineOf(` ${'unreserved'.padEnd(cells + 20)}$${amountText(Math.max(0, usd))}`);
}

/** How fast the money went, over the run's time, and what it comes to where all that is set aside is spent. */
function rateText(feed: RunFeed, nowMs: number, spent: number, reserved: number, limit: number | undefined): string {
  const { state } = feed;
  const minutes = elapsedMs(feed, nowMs) / 60_000;
  const rate = minutes > 0 ? `burn $${amountText(spent / minutes)}/min` : 'burn -';
  if (state.endedAt !== undefined) return rate;
  const total = spent + reserved;
  const share = limit === undefined ? '' : ` (${percent(total / (limit / 1e9))})`;
  return `${rate}   est. at finish $${amountText(total)}${share}`;
}

function stopsText(state: RunState, root: ThreadState): string {
  const { spend, depth, spawns } = root.limits;
  const stops = [
    ...(spend === undefined ? [] : [`hard at $${amountText(spend)}`]),
    ...(depth === undefined ? [] : [`depth ${depth}`]),
    ...(spawns === undefined ? [] : [`${spawns} spawns (${root.children.length} used)`]),
  ];
  return stops.length === 0 ? `stops: none, ${state.threads.size} threads so far` : `stops: ${stops.join(', ')}`;
}
