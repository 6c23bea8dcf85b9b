import type { RunFeed } from '#app';
import { countText, runCost, type ThreadTimes, threadTimes, usdText } from '#protocol';
import { ageText } from '../../model/age-text.ts';
import { labelOf } from '../../model/label-of.ts';
import { sanitize } from '../../text/index.ts';

/** Names of a list that are said. */
const MOST = 5;

let last: { feed: RunFeed; lines: readonly string[] } | undefined;

/** What all threads of a run come to: totals, who waits for whom, who is slow, and whom the others wait for. */
export function totalsLines(feed: RunFeed, nowMs: number): readonly string[] {
  if (last?.feed === feed) return last.lines;
  const lines = linesOf(feed, nowMs);
  last = { feed, lines };
  return lines;
}

function linesOf({ state, events, holder }: RunFeed, nowMs: number): string[] {
  const threads = [...state.threads.values()];
  const name = (id: string): string => {
    const thread = state.threads.get(id);
    return thread ? labelOf(thread) : sanitize(id, 100);
  };
  const lastMs = state.lastAt === undefined ? nowMs : Date.parse(state.lastAt);
  const times = threadTimes(events, holder?.alive === true ? nowMs : lastMs);
  const cost = runCost(state);
  const files = (pick: 'filesRead' | 'filesWritten'): number => new Set(threads.flatMap((each) => each[pick])).size;
  const waits = threads.filter(({ status, waitsOn }) => status === 'waiting' && waitsOn.length > 0);
  return [
    'TOTALS',
    `  ${countText(threads.length, 'thread')}: ${statusText(threads.map(({ status }) => status))}`,
    `  ${usdText(cost.usd)}${state.started?.simulated ? ' (simulated)' : ''}, ${cost.input_tokens} tokens in and ${cost.output_tokens} out, ${cost.cache_read_tokens} of them from the cache`,
    `  ${countText(cost.model_calls, 'model call')}, ${countText(cost.tool_calls, 'tool call')}, ${countText(files('filesRead'), 'file')} read and ${files('filesWritten')} written`,
    '',
    'WHO WAITS FOR WHOM',
    ...(waits.length === 0 ? ['  nobody waits for another thread'] : []),
    ...waits.map(({ id, waitsOn, waitingSince }) => {
      const since = waitingSince === undefined ? '' : `  ${ageText(nowMs - Date.parse(waitingSince))}`;
      const more = waitsOn.length > MOST ? ` and ${waitsOn.length - MOST} more` : '';
      return `  ${name(id)} for ${waitsOn.slice(0, MOST).map(name).join(', ')}${more}${since}`;
    }),
    '',
    'SLOWEST                          MODEL     TOOLS     ASKED',
    ...top(times, (each) => each.model + each.tools + each.asks).map(
      (each) => `  ${name(each.thread).padEnd(30)} ${[each.model, each.tools, each.asks].map(ageText).join('  ')}`,
    ),
    '',
    'OTHERS WAIT LONGEST FOR',
    ...top(times, ({ blocks }) => blocks).map((each) => `  ${name(each.thread).padEnd(30)} ${ageText(each.blocks)}`),
  ];
}

function top(times: readonly ThreadTimes[], of: (times: ThreadTimes) => number): ThreadTimes[] {
  return times
    .filter((each) => of(each) > 0)
    .toSorted((a, b) => of(b) - of(a))
    .slice(0, MOST);
}

function statusText(statuses: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const status of statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].map(([status, count]) => `${count} ${status}`).join(', ');
}
