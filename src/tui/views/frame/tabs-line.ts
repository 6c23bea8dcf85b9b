import type { Model } from '../../model/model.ts';
import { fitLine, type Line, lineWidth, type Segment, segment } from '../../text/index.ts';
import { elapsedOf } from './header.ts';

const VIEWS = ['Runs', 'Threads', 'Board', 'Log', 'Diff', 'Files'] as const;
/** Views that can be shown; the others are drawn dim. */
const READY = 2;

/** The views by number, and where in its history the run stands. */
export function tabsLine(model: Model): Line {
  const { columns } = model.size;
  const gap = columns >= 100 ? '   ' : '  ';
  const here = model.view === 'runs' ? 0 : 1;
  const tabs: Segment[] = [segment(' ')];
  for (const [index, name] of VIEWS.entries()) {
    if (columns < 100 && index === 5) break;
    const text = index === here ? `[${index + 1} ${name}]` : `${index + 1} ${name}`;
    tabs.push(segment(text, index === here ? { bold: true } : { dim: index >= READY }), segment(gap));
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
function rightText({ run, view, size, nowMs, project }: Model): string[] {
  if (view === 'runs' || !run) return [project.phase === 'loading' ? 'reading runs' : ''];
  const { state, head, pollingMs } = run.feed;
  const short = head === undefined ? '' : `${head.slice(0, 7)}`;
  const step = `step ${state.seq}`;
  const elapsed = state.startedAt === undefined ? '' : elapsedOf(run, nowMs);
  const watcher = pollingMs === undefined ? 'watching' : `polling every ${pollingMs / 1000} s`;
  const at = short === '' ? '' : ` @ ${short}`;
  const wide = `.ai/data ${run.runId}${at} (${step})   ${watcher}`;
  const narrow = [step, short, elapsed].filter((text) => text !== '').join('  ');
  return size.columns >= 100 ? [wide, narrow, step] : [narrow, step];
}
