import { describe, expect, it } from 'vitest';
import type { ProjectFeed } from '#app';
import { bindKeys, entriesOf } from '../../../src/tui/keys/bindings.ts';
import type { Pane } from '../../../src/tui/keys/entry.ts';
import type { Model } from '../../../src/tui/model/model.ts';
import { update } from '../../../src/tui/model/update.ts';
import { diffOfTwo } from '../diff/two-runs.ts';
import { eightThreads, writingRun } from '../eight-threads.ts';
import { boardOf, fourCards } from '../four-cards.ts';
import { afterKeys as after, keysOf, modelOf } from '../model-builder.ts';
import { OTHER } from '../overlays/asking.ts';

const PROJECT: ProjectFeed = {
  phase: 'ready',
  rows: Array.from({ length: 30 }, (_, index) => ({
    run_id: `survey-ghjk${index}`,
    item: 'survey',
    status: index === 0 ? 'running' : index === 1 ? 'interrupted' : 'completed',
    cost_usd: 0.5,
    threads: 3,
    events: 40,
    resumable: true,
  })),
  questions: [{ ...OTHER, runId: 'survey-ghjk0' }],
};

const PANES = [
  'runs',
  'run',
  'threads',
  'detail',
  'events',
  'board',
  'card',
  'log',
  'event',
  'diff',
  'hunks',
  'files',
  'content',
] as const satisfies readonly Pane[];

/** Where somebody may stand in a pane when a key is pressed. */
function situations(pane: Pane): Model[] {
  // A comparison was shown before: else there is none to go back to.
  const { diff } = diffOfTwo();
  const runs = { ...modelOf({ project: PROJECT, columns: 160, rows: 45 }), ...(diff && { diff }) };
  const threads = update(runs, { type: 'opened', feed: eightThreads() }).model;
  if (pane === 'diff' || pane === 'hunks') return diffSituations(pane);
  const board = { ...boardOf(fourCards(), { columns: 160, rows: 30 }), ...(diff && { diff }) };
  const boards = [board, after(board, 'l')];
  const log = after(threads, '4');
  const others = { runs: [runs], run: [runs], board: boards, card: boards, log: [log], event: [log] };
  const bases = pane === 'files' || pane === 'content' ? [files()] : (others[pane as keyof typeof others] ?? [threads]);
  const into = bases.flatMap((base) => [
    base,
    after(base, 'tab'),
    after(base, 'tab', 'tab'),
    after(base, 'tab', 'tab', 'tab'),
    after(base, 'tab', 'tab', 'tab', 'tab'),
  ]);
  const here = into.filter((model) => model.pane === pane);
  return here
    .flatMap((model) => [
      model,
      after(model, 'j', 'j'),
      after(model, 'G'),
      after(model, 'l'),
      after(model, 'J', 'J'),
      after(model, '['),
      after(model, '-'),
      after(model, 'o'),
      after(model, '+'),
      after(model, '/', 'scout', 'enter'),
      after(model, '/', 'ghjk1', 'enter'),
      after(model, 'space', 'j'),
    ])
    .filter((model) => model.pane === pane);
}

function diffSituations(pane: Pane): Model[] {
  const opened = diffOfTwo({ columns: 80, rows: 15 });
  const base = update(opened, { type: 'opened', feed: eightThreads() }).model;
  return ['5', '1', '2']
    .map((key) => (key === '5' ? after(base, '5') : after(base, key, '5')))
    .flatMap((model) => [model, after(model, 'tab')])
    .flatMap((model) => [
      model,
      after(model, 'J', 'J'),
      after(model, 'j'),
      after(model, '/', 'plan', 'enter'),
      after(model, '+'),
    ])
    .filter((model) => model.pane === pane);
}

/** At the files of a run, the first of them read. */
function files(): Model {
  const model = after(modelOf({ project: PROJECT, run: writingRun(), columns: 160, rows: 45 }), '6');
  const content = { kind: 'text', text: 'one line\n' } as const;
  const { diff } = diffOfTwo();
  return update(
    { ...model, ...(diff && { diff }) },
    { type: 'content', runId: 'r-7f3a', sha256: '5'.repeat(64), content },
  ).model;
}

/** The same, some events back. */
function inThePast(model: Model): Model[] {
  const back = after(model, 't', '[', '[', '[');
  return [back, after(back, 'j', 'J'), after(back, '-'), after(back, 'f'), after(back, '+')];
}

// The other half of check 12; that the help lists exactly these stands in tests/e2e/cockpit.
describe('check 12: every listed key', () => {
  it.each(PANES)('does something in the pane %s', (pane) => {
    const models = situations(pane);
    expect(models.length).toBeGreaterThan(0);
    const idle = entriesOf(bindKeys(), pane).flatMap(({ action, keys }) =>
      keys.filter((key) => !models.some((model) => acts(model, key))).map((key) => `${key} (${action})`),
    );
    expect(idle).toEqual([]);
  });
});

describe('check 12: every listed key of time travel', () => {
  it.each(['threads', 'detail', 'events'] as const)('does something in the pane %s', (pane) => {
    const models = situations(pane).flatMap(inThePast);
    const keys = entriesOf(bindKeys(), pane, 'history').flatMap((entry) => entry.keys);
    expect(keys).toEqual(expect.arrayContaining(['[', ']', '{', '}', 'F', 'escape']));
    expect(keys.filter((key) => !models.some((model) => acts(model, key)))).toEqual([]);
  });
});

/** Whether anything comes of a key but a message that it cannot be. */
function acts(model: Model, name: string): boolean {
  const [key] = keysOf(name);
  if (!key) return false;
  const { model: next, effects } = update(model, { type: 'key', key });
  if (effects.length > 0) return true;
  const { notice: _was, log: _wasLog, ...before } = model;
  const { notice: _is, log: _isLog, ...now } = next;
  return Object.entries(now).some(([field, value]) => value !== before[field as keyof typeof before]);
}
