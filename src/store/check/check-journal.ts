import { type Event, RyeError, validateEvent } from '#protocol';
import type { RunPaths } from '../disk/run-paths.ts';
import { CorruptJournalError, DivergedError } from '../errors.ts';
import { readJournal } from '../journal/read-journal.ts';
import { type Branch, compareWithBranch } from '../run/reconcile.ts';
import type { Problem } from './problem.ts';

/** What the journal on disk says, and how it stands to the branch. */
export interface JournalCheck {
  /** Absent where it does not read. */
  events?: Event[];
  problems: Problem[];
}

/**
 * Reads the journal of a run, every checksum and every event, and lays it beside the branch. Of a run that is driven,
 * what the driver has not got to yet is no problem.
 */
export async function checkJournal(
  runId: string,
  paths: RunPaths,
  branch: Branch | undefined,
  isHeld: boolean,
): Promise<JournalCheck> {
  const place = { runId, folder: paths.events };
  const problems: Problem[] = [];
  const add = (problem: Omit<Problem, 'runId'>): void => void problems.push({ runId, ...problem });
  try {
    const { events, droppedBytes } = readJournal(place);
    if (droppedBytes > 0 && !isHeld)
      add({
        code: 'journal/unfinished',
        severity: 'untidy',
        what: `${droppedBytes} bytes of an unfinished flush`,
        mends: true,
      });
    for (const event of events) checkEvent(event, add);
    const { gitSeq } = await compareWithBranch(place, branch);
    const beyond = events.length - gitSeq;
    if (events.length > 0 && beyond < 0)
      add({
        code: 'journal/behind',
        severity: 'untidy',
        what: `${-beyond} events are in git alone`,
        seq: events.length + 1,
        mends: true,
      });
    if (beyond > 0 && !isHeld)
      add({
        code: 'journal/not-committed',
        severity: 'untidy',
        what: `${beyond} events are not committed`,
        seq: gitSeq + 1,
        mends: true,
      });
    return { events, problems };
  } catch (error) {
    if (error instanceof CorruptJournalError) {
      const { file, line } = error.data as { file: string; line: number };
      add({
        code: 'journal/corrupt',
        severity: 'damage',
        what: error.message,
        file: `runs/${runId}/${file}`,
        line,
        mends: branch !== undefined,
      });
    } else if (error instanceof DivergedError) {
      const { seq } = error.data as { seq: number };
      add({ code: 'journal/diverged', severity: 'damage', what: error.message, seq, mends: false });
    } else if (error instanceof RyeError) {
      add({ code: 'history/unreadable', severity: 'damage', what: error.message, mends: true });
    } else {
      throw error;
    }
    return { problems };
  }
}

function checkEvent(event: Event, add: (problem: Omit<Problem, 'runId'>) => void): void {
  try {
    validateEvent(event);
  } catch (error) {
    if (!(error instanceof RyeError)) throw error;
    add({ code: 'journal/invalid-event', severity: 'damage', what: error.message, seq: event.seq, mends: false });
  }
}
