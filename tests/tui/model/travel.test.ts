import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunFeed } from '#app';
import { type Event, type EventDraft, foldRun } from '#protocol';
import type { Effect } from '../../../src/tui/model/effect.ts';
import type { Message, Model } from '../../../src/tui/model/model.ts';
import { update } from '../../../src/tui/model/update.ts';
import { draftOf, logOf } from '../../helpers/event-builder.ts';
import { eightThreads, feedOf } from '../eight-threads.ts';
import { afterKeys, keysOf, modelOf, screenOf } from '../model-builder.ts';
import { GrowingLog, runSteps } from '../random-runs.ts';

const HEADER_ROWS = 2;
const FOOTER_ROWS = 3;

/** What stands between the header and the footer. */
function bodyOf(model: Model): string {
  return screenOf(model).split('\n').slice(HEADER_ROWS, -FOOTER_ROWS).join('\n');
}

/** A model that knows these events and no others, at the time of the last one. */
function fedWith(events: readonly Event[]): Model {
  return modelOf({ run: feedOf(events), nowMs: Date.parse(events.at(-1)?.at ?? '') });
}

function fed(model: Model, ...messages: Message[]): Model {
  return messages.reduce((next, message) => update(next, message).model, model);
}

/** Does what a fold in slices asks for, until it is done. */
function folded(model: Model, effects: readonly Effect[]): { model: Model; slices: number } {
  let [step, slices] = [{ model, effects }, 0];
  while (step.effects.some(({ kind }) => kind === 'foldOn')) {
    step = update(step.model, { type: 'foldOn' });
    slices += 1;
  }
  return { model: step.model, slices };
}

/** The same run, with more events. */
function grown(feed: RunFeed, ...drafts: EventDraft[]): RunFeed {
  const more = logOf(drafts, feed.events.length + 1).map((event) => ({ ...event, at: feed.events.at(-1)?.at ?? '' }));
  return feedOf([...feed.events, ...more]);
}

const ENDED = draftOf(
  'thread_failed',
  { error: { code: 'test/gone', message: 'no such page' } },
  { thread: 'planner' },
);

describe('time travel shows', () => {
  it('at every event exactly what a cockpit shows that knows no later one, whichever way it is reached', () => {
    fc.assert(
      fc.property(runSteps, fc.array(fc.nat(200), { maxLength: 12 }), (steps, jumps) => {
        const log = new GrowingLog();
        for (const step of steps) log.take(step);
        const { events } = log;
        const expected = events.map((_event, index) => {
          const model = fedWith(events.slice(0, index + 1));
          return { rows: model.run?.rows, body: bodyOf(model) };
        });
        let model = afterKeys(modelOf({ run: feedOf(events) }), 't');
        const check = (seq: number): void => {
          expect(model.run?.feed.state.seq).toBe(seq);
          expect(model.run?.rows).toEqual(expected[seq - 1]?.rows);
          expect(bodyOf(afterKeys(model, 'g'))).toBe(expected[seq - 1]?.body);
        };
        check(events.length);
        for (let seq = events.length - 1; seq >= 1; seq -= 1) {
          model = afterKeys(model, '[');
          check(seq);
        }
        for (let seq = 2; seq <= events.length; seq += 1) {
          model = afterKeys(model, ']', 'g');
          check(seq);
        }
        for (const jump of jumps) {
          const seq = 1 + (jump % events.length);
          model = afterKeys(fed(model, { type: 'travel', seq }), 'g');
          check(seq);
        }
        expect(bodyOf(afterKeys(model, 'escape'))).toBe(bodyOf(modelOf({ run: feedOf(events) })));
      }),
      { numRuns: 25 },
    );
  });

  it('says where it is: the event of how many, its commit once that is known, how the run stands, when it was', () => {
    const travelling = afterKeys(modelOf({ run: eightThreads() }), 't', '[[[[[');
    expect(screenOf(travelling).split('\n').slice(0, 2)).toEqual([
      ' rye  shop-api › r-7f3a › HISTORY 100 of 105  READ-ONLY, run still live',
      ' [....|.^..|....|....|....|....|....]  11:36-11:41   [ ] step  { } turn  F fork',
    ]);
    const commits = [{ seq: 100, commit: '3f90d1a4'.repeat(5) }];
    const told = fed(travelling, { type: 'commits', runId: 'r-7f3a', commits });
    expect(screenOf(told).split('\n')[0]).toBe(
      ' rye  shop-api › r-7f3a › HISTORY 100 of 105  3f90d1a  READ-ONLY, run still live',
    );
  });

  it('keeps the event and READ-ONLY where there is no room for all, and money where there is', () => {
    const run = eightThreads();
    const travelling = afterKeys(modelOf({ run }), 't', '[');
    const head = (columns: number, rows = 20): string =>
      screenOf(fed(travelling, { type: 'resize', size: { columns, rows } })).split('\n')[0] ?? '';
    expect(head(60)).toBe(' rye  r-7f3a › HISTORY 104 of 105  READ-ONLY, run still live');
    expect(head(40, 8)).toBe(' HISTORY 104 of 105  READ-ONLY');
    expect(head(120)).toMatch(/READ-ONLY, run still live +\$1\.25\/5\.00$/);
  });

  it('runs that have ended, as they ended and as they were before', () => {
    const events = eightThreads().events;
    const run = feedOf([
      ...events,
      { ...(logOf([draftOf('run_cancelled')], 106)[0] as Event), at: events.at(-1)?.at ?? '' },
    ]);
    const model = afterKeys(modelOf({ run }), 't');
    expect(screenOf(model)).toContain('HISTORY 106 of 106  READ-ONLY, run has ended');
    expect(screenOf(afterKeys(model, '['))).toMatch(/planner +run/);
  });
});

describe('in time travel', () => {
  const start = afterKeys(modelOf({ run: eightThreads() }), 't');
  const seqOf = (model: Model): number | undefined => model.run?.travel?.seq;

  it('[ and ] go an event, { and } to the answers of models, and none beyond the ends', () => {
    const { events } = eightThreads();
    const isAnswer = (seq: number | undefined): boolean => events[(seq ?? 0) - 1]?.type === 'model_call_completed';
    expect(seqOf(afterKeys(start, '[[', ']'))).toBe(104);
    expect(seqOf(afterKeys(start, ']'))).toBe(105);
    expect(screenOf(afterKeys(start, ']'))).toContain('this is the last event');
    const back = [1, 2, 3].map((times) => seqOf(afterKeys(start, '{'.repeat(times))));
    expect(back.map(isAnswer)).toEqual([true, true, true]);
    expect(back.toSorted((a = 0, b = 0) => b - a)).toEqual(back);
    expect(seqOf(afterKeys(start, '{{{}'))).toBe(back[1]);
    const first = fed(start, { type: 'travel', seq: 1 });
    expect(seqOf(afterKeys(first, '['))).toBe(1);
    expect(screenOf(afterKeys(first, '{'))).toContain('this is the first event');
  });

  it('a thread that was not there yet gets the selection back, unless it was moved', () => {
    const selected = (model: Model): string | undefined => model.run?.scroll.selected;
    const at = afterKeys(modelOf({ run: eightThreads() }), 'G', 'k', 't');
    expect(selected(at)).toBe('docs-fetch');
    const early = fed(at, { type: 'travel', seq: 60 }, { type: 'travel', seq: 4 });
    expect(selected(early)).toBe('scout-plan-build');
    expect(selected(fed(early, { type: 'travel', seq: 105 }))).toBe('docs-fetch');
    expect(selected(afterKeys(early, 'escape'))).toBe('docs-fetch');
    const moved = afterKeys(fed(early, { type: 'travel', seq: 60 }), 'j');
    expect(selected(afterKeys(moved, 'escape'))).toBe('scout-1');
  });

  it('what happens meanwhile changes no cell; esc shows it all', () => {
    const feed = eightThreads();
    const model = afterKeys(modelOf({ run: feed }), 't', '[[[');
    const later = fed(
      model,
      { type: 'run', feed: grown(feed, ENDED) },
      { type: 'tick', nowMs: model.nowMs + 3_600_000 },
      { type: 'run', feed: grown(feed, ENDED, draftOf('run_cancelled')) },
    );
    expect(screenOf(later)).toBe(screenOf(model));
    expect(screenOf(afterKeys(later, ']'))).toContain('HISTORY 103 of 107  READ-ONLY, run has ended');
    const now = afterKeys(later, 'escape');
    expect(now.run?.travel).toBeUndefined();
    expect(now.view).toBe('threads');
    expect(screenOf(now)).toMatch(/planner +FAIL +.*no such page/);
    expect(screenOf(now)).toContain('- stopped');
  });

  it.each(['p', 'r', '^k', 'b'])('%s steers nothing, and says how to come back', (key) => {
    const [pressed] = keysOf(key);
    if (!pressed) throw new Error('no key');
    const { model, effects } = update(afterKeys(start, '['), { type: 'key', key: pressed });
    expect(effects).toEqual([]);
    expect(model.overlays).toEqual([]);
    expect(screenOf(model)).toContain('READ-ONLY: esc returns to now');
  });

  it.each(['pause', 'unpause', 'kill', 'cancel', 'budget +1', 'message hello', 'resume', 'resume hello'])(
    'nor does :%s',
    (line) => {
      const before = afterKeys(start, '[', ':', line);
      const { model, effects } = update(before, { type: 'key', key: keysOf('enter')[0] as never });
      const [asked] = effects;
      const acted = asked?.kind === 'act' ? update(model, { type: 'act', action: asked.action }) : { model, effects };
      expect(acted.effects).toEqual([]);
      expect(acted.model.overlays).toEqual([]);
      expect(screenOf(acted.model)).toContain('READ-ONLY: esc returns to now');
    },
  );

  it('the list of runs shows what is, and steers what is', () => {
    const runs = afterKeys(start, '[', '1');
    expect(screenOf(runs)).not.toContain('HISTORY');
    expect(screenOf(afterKeys(runs, '2'))).toContain('HISTORY 104 of 105');
  });

  it(':travel leads to an event by its number', () => {
    const at = (line: string): Model => afterKeys(modelOf({ run: eightThreads() }), ':', line, 'enter');
    expect(seqOf(at('travel 40'))).toBe(40);
    expect(seqOf(at('travel 4000'))).toBe(105);
    expect(screenOf(at('travel x'))).toContain('Which event?');
  });

  it('commits are asked for once for all events, and again only for one that was not committed then', () => {
    const asks = (model: Model, key: string): { model: Model; asked: boolean } => {
      const step = update(model, { type: 'key', key: keysOf(key)[0] as never });
      return { model: step.model, asked: step.effects.some(({ kind }) => kind === 'commits') };
    };
    const first = asks(modelOf({ run: eightThreads() }), 't');
    expect(first.asked).toBe(true);
    expect(asks(first.model, '[').asked).toBe(false);
    const commits = Array.from({ length: 104 }, (_, index) => ({ seq: index + 1, commit: 'a'.repeat(40) }));
    const told = fed(first.model, { type: 'commits', runId: 'r-7f3a', commits });
    const back = asks(told, '[');
    expect(back.asked).toBe(false);
    expect(asks(back.model, ']').asked).toBe(false);
    expect(asks(asks(fed(told, { type: 'travel', seq: 1 }), ']').model, '[').asked).toBe(false);
  });
});

describe('a long run', () => {
  const LENGTH = 45_000;
  const drafts = [draftOf('run_started'), draftOf('thread_created')];
  const events = logOf(
    Array.from({ length: LENGTH }, (_, nth) => drafts[nth] ?? draftOf('progress_reported', { text: `part ${nth}` })),
  );

  it('is folded in slices; what was shown stays until it is done, and the header says so', () => {
    const before = modelOf({ run: feedOf(events) });
    const step = update(before, { type: 'key', key: keysOf('t')[0] as never });
    expect(screenOf(step.model)).toContain(`HISTORY ${LENGTH} of ${LENGTH}  folding…`);
    const { model, slices } = folded(step.model, step.effects);
    expect(slices).toBeGreaterThan(1);
    expect(screenOf(model)).not.toContain('folding');
    expect(model.run?.feed.state).toEqual(foldRun(events));
  });

  it('is not folded anew for each of several steps back, nor for one forth', () => {
    const first = update(modelOf({ run: feedOf(events) }), { type: 'key', key: keysOf('t')[0] as never });
    const shown = folded(first.model, first.effects).model;
    let step = update(shown, { type: 'key', key: keysOf('[')[0] as never });
    let slices = 0;
    // Keys that come while it is folded move where it leads.
    for (let times = 0; times < 4; times += 1) {
      const next = update(step.model, { type: 'key', key: keysOf('[')[0] as never });
      step = { model: next.model, effects: [...step.effects, ...next.effects] };
    }
    const done = folded(step.model, step.effects);
    slices += done.slices;
    expect(slices).toBeLessThan(4);
    expect(done.model.run?.feed.state).toEqual(foldRun(events.slice(0, LENGTH - 5)));
    const forth = update(done.model, { type: 'key', key: keysOf(']')[0] as never });
    expect(forth.effects.filter(({ kind }) => kind === 'foldOn')).toEqual([]);
    expect(forth.model.run?.feed.state.seq).toBe(LENGTH - 4);
  });
});
