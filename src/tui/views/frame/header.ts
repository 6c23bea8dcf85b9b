import { countText, type ThreadState } from '#protocol';
import { ageText } from '../../model/age-text.ts';
import { elapsedMs } from '../../model/elapsed.ts';
import type { Model, RunScreen } from '../../model/model.ts';
import { waitingQuestions } from '../../model/questions.ts';
import { isOutOfMoney } from '../../model/thread-word.ts';
import {
  bar,
  cellWidth,
  fitLine,
  fitText,
  type Line,
  percent,
  type Style,
  sanitize,
  segment,
} from '../../text/index.ts';
import { amountText, tokensText } from '../amount-text.ts';
import { diffHeader } from '../diff/diff-header.ts';
import { countWords } from './count-words.ts';
import { moneyText } from './run-money.ts';

/** A part of the header's right side; those with the highest `drop` go first where there is no room. */
interface Part {
  text: string;
  style?: Style;
  /** 0: never. */
  drop: number;
  /** Belongs to the part before it: one space between them instead of two. */
  joined?: true;
}

/** Where one is and how it stands: the path at the left, state and money at the right. */
export function headerLine(model: Model): Line {
  const { columns } = model.size;
  const { run, glyphs } = model;
  if (model.view === 'diff' && model.diff) return diffHeader(model, model.diff);
  const path = ` rye  ${crumbs(model)}`;
  const about = aboutOf(model);
  let parts = run && model.view !== 'runs' ? runParts(run, model) : projectParts(model);
  const roomFor = (kept: readonly Part[]): number => Math.max(0, columns - 1 - widthOf(kept));
  const wanted = Math.min(cellWidth(path), Math.floor(columns * 0.45));
  while (roomFor(parts) < wanted) {
    const most = Math.max(...parts.map(({ drop }) => drop));
    if (most <= 0) break;
    parts = parts.filter(({ drop }) => drop !== most);
  }
  // What a run is about is said where there is room for a good part of it.
  const whole = roomFor(parts) - cellWidth(path) >= 12 ? path + about : path;
  const shown = fitText(whole, roomFor(parts), 'left', glyphs.more);
  const right = parts.flatMap(({ text, style, joined }) => [segment(joined ? ' ' : '  '), segment(text, style)]);
  return fitLine([segment(shown.slice(0, 5), { bold: true }), segment(shown.slice(5)), ...right], columns);
}

function widthOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { text, joined }) => sum + cellWidth(text) + (joined ? 1 : 2), 0);
}

function crumbs({ projectName, view, run, glyphs }: Model): string {
  const project = sanitize(projectName, 100);
  if (view === 'runs' || !run) return `${project} ${glyphs.crumb} Runs`;
  if (view === 'board') return `${project} ${glyphs.crumb} ${sanitize(run.runId, 100)} ${glyphs.crumb} Board`;
  const { started } = run.feed.state;
  const item = started ? ` ${sanitize(started.item, 100)}` : '';
  return `${project} ${glyphs.crumb} ${sanitize(run.runId, 100)}${item}`;
}

/** The first text that a run was given. */
function aboutOf({ view, run }: Model): string {
  const { started } = run?.feed.state ?? {};
  const input = Object.values(started?.inputs ?? {}).find((value) => typeof value === 'string' && value !== '');
  return view !== 'runs' && typeof input === 'string' ? ` "${sanitize(input, 100)}"` : '';
}

function runParts(run: RunScreen, model: Model): Part[] {
  const { state, phase } = run.feed;
  const words = countWords(run, model.nowMs);
  const parts: Part[] = [statusPart(run, model)];
  const wide = model.size.columns >= 100;
  if (wide && words.run > 0) parts.push({ text: `${words.run} run`, drop: 3 });
  if (wide && words.wait > 0) parts.push({ text: `${words.wait} wait`, drop: 3 });
  parts.push(...askParts(model, wide));
  if (wide && words.FAIL > 0)
    parts.push({ text: `${model.glyphs.failed}${words.FAIL}`, style: { colour: 'red' }, drop: 3 });
  if (phase !== 'loading') parts.push(...moneyParts(run));
  if (wide) parts.push({ text: `${tokensText(words.tokens)} tok`, drop: 5 });
  if (wide && state.startedAt !== undefined) parts.push({ text: ageText(elapsedMs(run.feed, model.nowMs)), drop: 4 });
  return parts;
}

/** How many questions wait, in whichever run: the queue has them all. */
function askParts(model: Model, wide: boolean): Part[] {
  const asks = waitingQuestions(model).length;
  if (asks === 0) return [];
  return [{ text: wide ? `!${asks} ask` : `!${asks}`, style: { colour: 'yellow', bold: true }, drop: 0 }];
}

function moneyParts({ feed: { state } }: RunScreen): Part[] {
  const account = state.threads.get(state.root ?? '')?.account;
  const money: Part = { text: moneyText(state), drop: 0 };
  if (account?.limit === undefined) return [money];
  const share = (account.own + account.children) / account.limit;
  return [money, { text: `${bar(share, 8)} ${percent(share)}`, drop: 2, joined: true }];
}

function statusPart({ feed }: RunScreen, { glyphs }: Model): Part {
  const { status } = feed.state;
  if (feed.phase === 'loading') return { text: 'reading', style: { dim: true }, drop: 1 };
  if (feed.phase !== 'ready') return { text: feed.phase, style: { colour: 'red', bold: true }, drop: 1 };
  if (status === 'completed') return { text: `${glyphs.done} done`, style: { colour: 'green' }, drop: 1 };
  const root = feed.state.threads.get(feed.state.root ?? '');
  if (status === 'error' && root && isOutOfMoney(root))
    return { text: '$ budget', style: { colour: 'yellow', bold: true }, drop: 1 };
  if (status === 'error') return { text: `${glyphs.failed} FAIL`, style: { colour: 'red', bold: true }, drop: 1 };
  if (status === 'cancelled') return { text: '- stopped', style: { dim: true }, drop: 1 };
  if (status === 'paused') return { text: '= paused', style: { colour: 'yellow' }, drop: 1 };
  if (status === 'waiting') return waitingPart(root);
  if (feed.holder?.alive !== true) return { text: '! interrupted', style: { colour: 'yellow', bold: true }, drop: 1 };
  return { text: '* LIVE', style: { colour: 'cyan', bold: true }, drop: 1 };
}

/** Nothing of the run moves before somebody answers, and so nobody drives it. */
function waitingPart(root: ThreadState | undefined): Part {
  const style: Style = { colour: 'yellow', bold: true };
  return root?.pause && root.limitReached?.limit === 'spend'
    ? { text: '$ budget', style, drop: 1 }
    : { text: '! waits', style, drop: 1 };
}

function projectParts(model: Model): Part[] {
  const { project, nowMs } = model;
  const running = project.rows.filter(({ status }) => status === 'running' || status === 'waiting').length;
  const today = new Date(nowMs).toISOString().slice(0, 10);
  const rows = project.rows.filter(({ started_at }) => started_at?.startsWith(today));
  const usd = rows.reduce((sum, { cost_usd }) => sum + cost_usd, 0);
  const mark = rows.length > 0 && rows.every(({ simulated }) => simulated) ? '~' : '';
  return [
    ...(running > 0 ? [{ text: '* LIVE', style: { colour: 'cyan' as const, bold: true }, drop: 1 }] : []),
    { text: countText(project.rows.length, 'run'), drop: 2 },
    ...askParts(model, false),
    { text: `today ${mark}$${amountText(usd)}`, drop: 0 },
  ];
}
