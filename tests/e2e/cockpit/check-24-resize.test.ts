import { describe, expect, it } from 'vitest';
import { boxProblems } from '../../helpers/box-problems.ts';
import { namedRepository, openCockpit } from '../../helpers/cockpit.ts';
import { draftOf } from '../../helpers/event-builder.ts';
import { listText } from '../../helpers/frame-panes.ts';
import { driveRun, type LiveRun } from '../../helpers/runs/record-run.ts';
import { STRANGE, strangeRun } from '../../helpers/runs/strange-text.ts';
import type { Terminal } from '../../helpers/terminal.ts';
import { until } from '../../helpers/until.ts';

const RUN = 'strange-run';
const SIZES = [
  [100, 30],
  [59, 14],
  [30, 8],
  [160, 45],
] as const;

describe('check 24: resizing while strange text streams in', () => {
  it('check 24: keeps every border straight, ends at the frame of a fresh start, and lets no content speak to the terminal', async () => {
    const project = namedRepository();
    const run = await driveRun(project, RUN, strangeRun(RUN));
    const terminal = await openCockpit(project, [RUN], { columns: 160, rows: 45, recordFrames: true });
    await terminal.waitFor('Threads 10/10');
    const stream = startStream(run);
    const mark = { frame: terminal.frames.length };
    await streamedOn(terminal, stream);
    expect(problemsSince(terminal, mark.frame)).toEqual([]);
    for (const [columns, rows] of SIZES) {
      terminal.resize(columns, rows);
      const fits = rows < 15 || columns < 60 ? `rye needs 60×15, now ${columns}×${rows}` : '┌';
      const resizedAt = terminal.frames.length;
      await terminal.waitFor((seen) => seen.text().includes(fits) && isDrawnFor(seen, resizedAt));
      // What was on its way when the size changed is drawn for the old one; from the first frame for the new one on, all are.
      const first = firstSound(terminal, resizedAt);
      await streamedOn(terminal, stream);
      expect(problemsSince(terminal, first)).toEqual([]);
      expect(terminal.wrappedRows()).toEqual([]);
    }
    await stream.stop();
    run.writer.endLive(CALL);
    const text = Object.values(STRANGE).join('\n');
    await run.append(
      draftOf('model_call_completed', { content: [{ type: 'text', text }] }, CALL),
      draftOf('run_completed', {}),
    );
    await run.close();
    await terminal.waitFor((seen) => !seen.text().includes('LIVE'));
    const fresh = await openCockpit(project, [RUN], { columns: 160, rows: 45 });
    // Either may still be about to learn the newest commit.
    await until(() => Promise.resolve(terminal.text() === fresh.text())).catch(() => undefined);
    expect(terminal.text()).toBe(fresh.text());
    await expect(listText(terminal)).toMatchFileSnapshot('frames/check-24-strange-text.txt');
    expect(terminal.commands).toEqual([]);
    expect(terminal.title()).toBe('');
    expect(terminal.bells()).toBe(0);
  });
});

const CALL = { thread: 'lead-1', call_id: 'live-1', turn: 1 };

interface Stream {
  /** Texts so far. */
  count(): number;
  stop(): Promise<void>;
}

/** Strange things come without end: a model answers the root thread with them, and somebody tells it some. */
function startStream(run: LiveRun): Stream {
  const texts = Object.values(STRANGE);
  let count = 0;
  let stopped = false;
  const pump = async (): Promise<void> => {
    await run.append(draftOf('model_call_started', {}, CALL));
    while (!stopped) {
      const text = `${count} ${texts[count % texts.length]}`;
      run.writer.showLive([{ call: CALL, text: `${text}\n` }]);
      if (count % 5 === 0) await run.append(draftOf('message_injected', { text, by: text }));
      count += 1;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const pumped = pump();
  return {
    count: () => count,
    stop: () => {
      stopped = true;
      return pumped;
    },
  };
}

/** Several texts have come, and the screen has been drawn after them where it shows any. */
async function streamedOn(terminal: Terminal, stream: Stream): Promise<void> {
  const [count, { length }] = [stream.count(), terminal.writes];
  await until(() => Promise.resolve(stream.count() > count + 10));
  // A screen that is too small shows nothing of it.
  if (!terminal.text().includes('needs')) await terminal.waitFor((seen) => seen.writes.length > length);
}

function problemsSince(terminal: Terminal, from: number): string[] {
  return terminal.frames.slice(from).flatMap((frame, index) => {
    const problems = boxProblems(frame);
    return problems.length === 0 ? [] : [`frame ${from + index}: ${problems[0]}\n${frame.grid.join('\n')}`];
  });
}

function isDrawnFor(terminal: Terminal, from: number): boolean {
  return firstSound(terminal, from) < terminal.frames.length;
}

/** The first frame from there on whose boxes are all sound. */
function firstSound(terminal: Terminal, from: number): number {
  const at = terminal.frames.slice(from).findIndex((frame) => boxProblems(frame).length === 0);
  return at < 0 ? terminal.frames.length : from + at;
}
