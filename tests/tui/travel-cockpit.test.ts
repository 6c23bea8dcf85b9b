import { PassThrough } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RunFeed } from '#app';
import { RyeError } from '#protocol';
import { type Cockpit, createCockpit } from '../../src/tui/cockpit.ts';
import { draftOf, logOf } from '../helpers/event-builder.ts';
import { until } from '../helpers/until.ts';
import { eightThreads, feedOf, NOW_MS } from './eight-threads.ts';
import { type FakeActions, fakeActions } from './fake-actions.ts';
import { keysOf, screenOf } from './model-builder.ts';

/** A cockpit without a terminal, at the run of a feed. */
function cockpitOf(feed: RunFeed, more: { actions?: Partial<FakeActions>; seq?: number } = {}) {
  const actions = { ...fakeActions(feed), ...more.actions };
  const stream = new PassThrough();
  const cockpit = createCockpit(
    {
      stdin: stream as unknown as NodeJS.ReadStream,
      stdout: stream as unknown as NodeJS.WriteStream,
      stderr: stream as unknown as NodeJS.WriteStream,
      env: {},
      clock: { now: () => NOW_MS, sleep: () => new Promise(() => undefined) },
      projectName: 'shop-api',
      runId: feed.runId,
      ...(more.seq !== undefined && { seq: more.seq }),
      ascii: false,
      colour: false,
      linear: false,
      actions,
      interrupt: new AbortController().signal,
    },
    { columns: 80, rows: 24 },
  );
  onTestFinished(() => cockpit.close());
  return { cockpit, actions, shown: () => screenOf(cockpit.model()) };
}

function press(cockpit: Cockpit, ...names: string[]): void {
  cockpit.press(names.flatMap(keysOf));
}

class NoForkPoint extends RyeError {
  readonly code = 'store/no-fork-point';

  constructor() {
    super('r-7f3a cannot be forked at event 105: it shares a commit.', { data: { nearest: [101, 106] } });
  }
}

describe('time travel in a cockpit', () => {
  it('folds a long log on by itself; keys are taken meanwhile', async () => {
    const drafts = [draftOf('run_started'), draftOf('thread_created')];
    const events = logOf(Array.from({ length: 45_000 }, (_, nth) => drafts[nth] ?? draftOf('progress_reported')));
    const { cockpit, shown } = cockpitOf(feedOf(events));
    press(cockpit, 't');
    expect(shown()).toContain('folding');
    press(cockpit, '[', '[');
    await until(() => Promise.resolve(!shown().includes('folding')));
    expect(shown()).toContain('HISTORY 44998 of 45000');
    expect(cockpit.model().run?.feed.state.seq).toBe(44_998);
  });

  it('asks once which commits the events stand in, and says nothing where they cannot be read', async () => {
    const { cockpit, actions, shown } = cockpitOf(eightThreads(), {
      actions: { commits: () => Promise.resolve([{ seq: 105, commit: '3f90d1a4'.repeat(5) }]) },
    });
    press(cockpit, 't');
    await until(() => Promise.resolve(shown().includes('HISTORY 105 of 105  3f90d1a')));
    press(cockpit, '[');
    expect(shown()).toContain('HISTORY 104 of 105  READ-ONLY');
    expect(actions.asked).toEqual([]);
  });

  it('begins at the event that is asked for, once the run is read', () => {
    const feed = eightThreads();
    const { actions, shown } = cockpitOf({ ...feed, phase: 'loading' }, { seq: 40 });
    expect(shown()).not.toContain('HISTORY');
    actions.run.publish(feed);
    expect(shown()).toContain('HISTORY 40 of 105');
    actions.run.publish({ ...feed });
    expect(shown()).toContain('HISTORY 40 of 105');
  });

  it('opens a fork that was made, and says that it is not driven', async () => {
    const { cockpit, actions, shown } = cockpitOf(eightThreads());
    press(cockpit, 't', '[', 'F', 'enter');
    await until(() => Promise.resolve(shown().includes('nobody drives it: r resumes it')));
    expect(actions.asked).toContainEqual({ fork: 'r-7f3a@104', newId: 'the-fork' });
    expect(shown()).not.toContain('HISTORY');
  });

  it('hands a refusal with its nearest events to the dialog', async () => {
    const { cockpit, shown } = cockpitOf(eightThreads(), {
      actions: { fork: () => Promise.reject(new NoForkPoint()) },
    });
    press(cockpit, 't', 'F', 'enter');
    await until(() => Promise.resolve(shown().includes('it shares a commit')));
    expect(shown()).toContain('tab takes event 101 or 106');
  });
});
