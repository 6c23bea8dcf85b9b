import type { ProjectFeed, RunFeed, RunRow } from '#app';
import {
  costText,
  countText,
  describeEvent,
  type Event,
  type EventType,
  runDocument,
  type ThreadDocument,
  threadTree,
  workText,
} from '#protocol';
import { sanitize } from '../text/index.ts';

/** A line that a number stands for. */
export interface NumberedLine {
  /** What the number chooses. */
  id: string;
  text: string;
}

/** What is worth a line while a run goes on; the rest is asked for with `log`. */
const TOLD: ReadonlySet<EventType> = new Set([
  'run_started',
  'run_paused',
  'run_unpaused',
  'run_completed',
  'run_failed',
  'run_cancelled',
  'run_recovered',
  'budget_raised',
  'thread_created',
  'thread_waiting',
  'thread_paused',
  'thread_unpaused',
  'thread_completed',
  'thread_failed',
  'thread_cancelled',
  'thread_killed',
  'thread_continued',
  'message_injected',
  'limit_reached',
  'model_call_failed',
  'retry_scheduled',
  'tool_call_started',
  'tool_call_failed',
  'tool_call_denied',
  'artifact_written',
  'file_written',
  'data_written',
]);

/** The runs of a project, one line each. */
export function runLines({ rows }: ProjectFeed): NumberedLine[] {
  return rows.map((row) => ({ id: row.run_id, text: runLine(row) }));
}

function runLine(row: RunRow): string {
  const parts = [
    `run ${row.run_id}`,
    row.status,
    costText(row.cost_usd, row.simulated === true),
    countText(row.threads, 'thread'),
    ...(row.started_at === undefined ? [] : [`started ${row.started_at.slice(0, 19).replace('T', ' ')}`]),
    ...(row.resumable ? ['can be resumed'] : []),
    ...(row.error === undefined ? [] : [row.error]),
  ];
  return sanitize(parts.join(', '));
}

/** Where a run stands, in one line. */
export function standing(feed: RunFeed): string {
  if (feed.phase === 'loading') return `run ${feed.runId}: it is being read`;
  if (feed.phase === 'gone') return `run ${feed.runId}: it is gone; its files and its branch were removed`;
  if (feed.phase === 'lost')
    return sanitize(`run ${feed.runId}: lost, ${feed.problem?.message ?? 'it cannot be read'}`);
  const run = runDocument(feed.state, { driven: feed.holder?.alive === true });
  const limit = run.budget ? ` of ${costText(run.budget.limit_usd, false)}` : '';
  const money = `${costText(run.cost.usd, false)}${limit}${run.simulated ? ' (simulated)' : ''}`;
  const failed = run.threads.filter(({ status }) => status === 'error').length;
  return sanitize(
    [
      `run ${run.run_id}: ${run.status}`,
      money,
      countText(run.threads.length, 'thread'),
      ...(failed > 0 ? [`${failed} failed`] : []),
      ...(run.error ? [run.error.message] : []),
    ].join(', '),
  );
}

/** The threads of a run, the tree in order, one line each with its depth in words. */
export function threadLines(feed: RunFeed): NumberedLine[] {
  const run = runDocument(feed.state, { driven: feed.holder?.alive === true });
  return threadTree(run.threads).map(({ thread, label }) => ({
    id: thread.id,
    text: sanitize(
      [
        `thread ${label}`,
        ...(thread.depth > 0 ? [`level ${thread.depth}`] : []),
        run.status === 'interrupted' && thread.status === 'running' ? 'interrupted' : thread.status,
        workText(thread),
        costText(thread.cost.usd, thread.simulated),
        ...doing(thread),
      ].join(', '),
    ),
  }));
}

function doing({ doing, error, waits_on: waitsOn }: ThreadDocument): string[] {
  if (error) return [error.message];
  if (waitsOn) return [`waits for ${countText(waitsOn.length, 'thread')}`];
  return doing ? [`${doing.kind === 'model' ? 'asks' : 'calls'} ${doing.name}`] : [];
}

/** Events as lines. @param all Those too that are not told by themselves. */
export function eventLines(feed: RunFeed, events: readonly Event[], all = false): string[] {
  return events
    .filter(({ type }) => all || TOLD.has(type))
    .map((event) => sanitize(`event ${event.at.slice(11, 19)}: ${describeEvent(feed.state, event)}`));
}

/** The texts of a thread's last answer, and what it handed over. */
export function outputLines(feed: RunFeed, threadId: string): string[] {
  const thread = feed.state.threads.get(threadId);
  const last = thread?.turns.at(-1);
  const texts = (last?.content ?? []).flatMap((block) => (block.type === 'text' ? block.text.split(/\r?\n/) : []));
  const live = feed.live.get(threadId)?.text.split(/\r?\n/) ?? [];
  const outputs = Object.entries(thread?.outputs ?? {}).map(
    ([name, value]) => `output ${name}: ${JSON.stringify(value)}`,
  );
  return [...texts.map((text) => `text: ${text}`), ...live.map((text) => `live: ${text}`), ...outputs].map((line) =>
    sanitize(line),
  );
}
