import type { Action } from '../../keys/entry.ts';
import type { Model, RunScreen } from '../../model/model.ts';
import { runQuestions } from '../../model/questions.ts';
import type { Travel } from '../../model/travel/travel.ts';
import { cellWidth, fitLine, type Line, lineWidth, type Segment, sanitize, segment } from '../../text/index.ts';
import { moneyText } from './run-money.ts';

const STANDS: { readonly [S in Travel['stands']]: string } = {
  live: 'run still live',
  ended: 'run has ended',
  interrupted: 'run interrupted',
};

/** Where in its history the run is shown. The event and that nothing can be done there stay, where there is little room. */
export function historyLine(model: Model): Line {
  const { run, size, glyphs } = model;
  if (!run?.travel) return [];
  const { seq, last, stands, folding } = run.travel;
  const commit = folding ? `folding${glyphs.more}` : run.commits?.names.get(seq)?.slice(0, 7);
  const at: Segment[] = [
    segment(`HISTORY ${seq} of ${last}`, { colour: 'yellow', bold: true }),
    ...(commit === undefined ? [] : [segment(`  ${commit}`)]),
    segment('  READ-ONLY', { bold: true }),
  ];
  const project = sanitize(model.projectName, 100);
  const runId = sanitize(run.runId, 100);
  const inProject = [segment(' rye', { bold: true }), segment(`  ${project} ${glyphs.crumb} `)];
  const ofRun = segment(`${runId} ${glyphs.crumb} `);
  const still = segment(`, ${STANDS[stands]}`);
  const lines: Line[] = [
    [...inProject, ofRun, ...at, still],
    [segment(' rye  ', { bold: true }), ofRun, ...at, still],
    [segment(' rye  ', { bold: true }), ofRun, ...at],
    [segment(' '), ...at],
  ];
  const line = lines.find((each) => lineWidth(each) <= size.columns) ?? [segment(' '), ...at];
  return fitLine([...line, ...asItWas(run, size.columns - lineWidth(line))], size.columns);
}

/** Who waited and what was spent at the event, at the right end, where there is room for it. */
function asItWas(run: RunScreen, room: number): Segment[] {
  const asks = runQuestions(run.feed).length;
  const texts = [...(asks > 0 ? [`!${asks} ask`] : []), moneyText(run.feed.state)];
  const text = texts.join('  ');
  const before = room - 1 - cellWidth(text);
  return before < 2 ? [] : [segment(' '.repeat(before)), segment(text)];
}

/** Cells between two marks of the time bar, the mark included. */
const MARK_EVERY = 5;
const FEWEST_CELLS = 9;
const MOST_CELLS = 79;

/** When the event was, between the run's first and its newest, and the keys that lead to others. */
export function timeBarLine(model: Model): Line {
  const { run, size } = model;
  if (!run?.travel) return [];
  const { seq, last, now } = run.travel;
  const { events } = now.feed;
  const time = (nth: number): string => events[nth - 1]?.at ?? '';
  const [from, to, here] = [time(1), time(last), time(seq)];
  const span = ` ${from.slice(11, 16)}-${to.slice(11, 16)}`;
  const when = size.columns < 100 ? span : `${span} UTC, here ${here.slice(11, 19)}`;
  const keys = keysText(model);
  // Its brackets, a space before it, one behind, and three before the keys.
  const room = size.columns - when.length - keys.length - 7;
  const cells = Math.min(MOST_CELLS, Math.floor((room + 1) / MARK_EVERY) * MARK_EVERY - 1);
  const bar = cells < FEWEST_CELLS ? '' : ` ${timeBar(shareOf(from, to, here), cells)} `;
  const line = [segment(bar, { bold: true }), segment(`${when}   `), segment(keys, { dim: true })];
  return fitLine(line, size.columns);
}

/** `[....|..^.|....]` */
function timeBar(share: number, cells: number): string {
  const at = Math.round(share * (cells - 1));
  const marks = Array.from({ length: cells }, (_, nth) =>
    nth === at ? '^' : nth % MARK_EVERY === MARK_EVERY - 1 ? '|' : '.',
  );
  return `[${marks.join('')}]`;
}

function shareOf(from: string, to: string, here: string): number {
  const [first, whole] = [Date.parse(from), Date.parse(to) - Date.parse(from)];
  return whole > 0 ? Math.min(1, Math.max(0, (Date.parse(here) - first) / whole)) : 1;
}

function keysText({ bindings }: Model): string {
  const shown = (action: Action, label: string): string =>
    `${bindings.entries.find((entry) => entry.action === action)?.show ?? ''} ${label}`;
  return [shown('travelBack', 'step'), shown('turnBack', 'turn'), shown('fork', 'fork')].join('  ');
}
