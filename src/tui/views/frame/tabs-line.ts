import { countText } from '#protocol';
import { ageText } from '../../model/age-text.ts';
import { cardsIn, columnsOf, shownColumns } from '../../model/board/columns.ts';
import { elapsedMs } from '../../model/elapsed.ts';
import type { Model } from '../../model/model.ts';
import { screens } from '../../model/screens/screens.ts';
import { fitLine, type Line, lineWidth, type Segment, sanitize, segment } from '../../text/index.ts';
import { diffTabs } from '../diff/diff-tabs.ts';

const VIEWS = ['runs', 'threads', 'board', 'log', 'diff', 'files'] as const;

/** The views by number, and where in its history the run stands. */
export function tabsLine(model: Model): Line {
  const { columns } = model.size;
  if (model.view === 'diff' && model.diff) return diffTabs(model, model.diff);
  const gap = columns >= 100 ? '   ' : '  ';
  const tabs: Segment[] = [segment(' ')];
  for (const [index, name] of VIEWS.entries()) {
    if (columns < 100 && index === 5 && name !== model.view) break;
    const label = `${index + 1} ${name[0]?.toUpperCase()}${name.slice(1)}`;
    const isHere = name === model.view;
    // Views that are not there yet are drawn dim.
    const style = isHere ? { bold: true } : { dim: !(name in screens) };
    tabs.push(segment(isHere ? `[${label}]` : label, style), segment(gap));
  }
  const right = rightText(model);
  const room = columns - 1 - lineWidth(tabs);
  const shown = right.find((text) => text.length <= room) ?? '';
  return fitLine(
    [...tabs, segment(' '.repeat(Math.max(0, room - shown.length))), segment(shown, { dim: true })],
    columns,
  );
}

/** What the right end may say, longest first. */
function rightText(model: Model): string[] {
  const { run, view, size, nowMs, project } = model;
  if (view === 'runs' || !run) {
    const polling = pollingText(project.pollingMs);
    const provider = providerText(model);
    return project.phase === 'loading' ? ['reading runs'] : [`${provider}   ${polling}`.trim(), polling || provider];
  }
  if (view === 'board') return [boardText(model)];
  const { state, head, pollingMs } = run.feed;
  const short = head === undefined ? '' : head.slice(0, 7);
  const step = `step ${state.seq}`;
  const elapsed = state.startedAt === undefined ? '' : ageText(elapsedMs(run.feed, nowMs));
  const polling = pollingText(pollingMs);
  const at = short === '' ? '' : ` @ ${short}`;
  const wide = `.ai/data ${run.runId}${at} (${step})   ${polling || 'watching'}`;
  const narrow = [polling, step, short, elapsed].filter((text) => text !== '').join('  ');
  return size.columns >= 100 ? [wide, narrow, step] : [narrow, [polling, elapsed].join('  ').trim(), step];
}

/** `4 tasks`, with the filter where there is one; where not all columns are seen, which. */
function boardText(model: Model): string {
  const [all, shown] = [columnsOf(model), shownColumns(model)];
  const { text } = model.board.filter;
  const left = all.reduce((sum, column) => sum + cardsIn(model, column).length, 0);
  const tasks = countText(model.run?.feed.state.cards.size ?? 0, 'task');
  const filtered = text === '' ? tasks : `${left} of ${tasks} /${sanitize(text, 40)}`;
  const from = all.indexOf(shown[0] ?? '') + 1;
  if (shown.length === all.length) return filtered;
  const which = shown.length === 1 ? `column ${from}` : `columns ${from}-${from + shown.length - 1}`;
  return `${filtered}  ${which} of ${all.length}`;
}

function pollingText(ms: number | undefined): string {
  return ms === undefined ? '' : `polling every ${Math.round(ms / 100) / 10} s`;
}

/** Who answers what is started from here, and what is missing where it cannot. */
function providerText({ providers, provider }: Model): string {
  const state = providers.find(({ name }) => name === provider);
  if (!state) return '';
  return state.ready ? `new runs: ${provider}` : `${provider}: ${state.reason ?? 'not ready'}`;
}
