import type { Event, EventDraft, RunWriter } from '#protocol';
import { createGitStore } from '#store';

/** A draft, and when it happened: ms after the run began. */
export interface Timed {
  atMs: number;
  draft: EventDraft;
}

export interface RecordOptions {
  /** When the run began, in epoch ms. @default so that the last event happens now */
  startMs?: number;
}

/** A run that this process drives: who watches it sees it live until it is closed. */
export interface LiveRun {
  runId: string;
  writer: RunWriter;
  /** Appends at the time of the machine, and waits until it is durable. */
  append(...drafts: EventDraft[]): Promise<Event[]>;
  /** Gives the run back; without an end it is interrupted from now on. */
  close(): Promise<void>;
}

/** Writes a run through the real store and goes on holding it. */
export async function driveRun(
  project: string,
  runId: string,
  timed: readonly Timed[],
  options: RecordOptions = {},
): Promise<LiveRun> {
  const { startMs = Date.now() - (timed.at(-1)?.atMs ?? 0) } = options;
  let now: number | undefined = startMs;
  const store = createGitStore({
    projectRoot: project,
    clock: { now: () => now ?? Date.now(), sleep: () => Promise.resolve() },
    identity: { name: 'Ada', email: 'ada@example.org' },
  });
  const writer = await store.create(runId);
  let durable: Promise<void> = Promise.resolve();
  for (const { atMs, drafts } of together(timed)) {
    now = startMs + atMs;
    durable = writer.append(drafts).durable;
  }
  await durable;
  now = undefined;
  return {
    runId,
    writer,
    append: async (...drafts) => {
      const appended = writer.append(drafts);
      await appended.durable;
      return appended.events;
    },
    close: async () => {
      await writer.close();
    },
  };
}

/** What happened at the same time is appended together. */
function together(timed: readonly Timed[]): { atMs: number; drafts: EventDraft[] }[] {
  const groups: { atMs: number; drafts: EventDraft[] }[] = [];
  for (const { atMs, draft } of timed) {
    const last = groups.at(-1);
    if (last?.atMs === atMs && last.drafts.length < 200) last.drafts.push(draft);
    else groups.push({ atMs, drafts: [draft] });
  }
  return groups;
}

/** Writes a run through the real store and gives it back. */
export async function recordRun(
  project: string,
  runId: string,
  timed: readonly Timed[],
  options: RecordOptions = {},
): Promise<void> {
  await (await driveRun(project, runId, timed, options)).close();
}
