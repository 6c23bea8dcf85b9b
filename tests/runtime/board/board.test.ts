import { describe, expect, it } from 'vitest';
import { type BoardRules, boardDocument, foldRun, type JsonObject, type ModelRequest } from '#protocol';
import { loadBoard, recordSteering } from '#runtime';
import { ofType, RUN_ID, RuntimeFixture, toolOf } from '../../helpers/runtime-fixture.ts';
import { resultsIn, type ScriptedCall, scriptedModel, turnOf } from '../../helpers/scripted-model.ts';

const board = (name: string, input: JsonObject = {}): ScriptedCall => ({ name: `rye_board_${name}`, input });
const told = (request: ModelRequest): JsonObject => JSON.parse(resultsIn(request)[0] ?? '{}') as JsonObject;
const COLUMNS = ['PLAN', 'BUILD', 'REVIEW', 'SHIP'];

/** A root that makes these calls, one a turn; the command of a gate ends with these codes, one after the other. */
function working(calls: ScriptedCall[], gates: BoardRules['gates'] = {}, codes: number[] = []) {
  const model = scriptedModel((request) => {
    const call = calls[turnOf(request) - 1];
    return call ? { calls: [call] } : { text: 'done' };
  });
  let ran = 0;
  const shell = toolOf('rye/bash', {
    run: async () => {
      const code = codes[ran] ?? 0;
      ran += 1;
      return {
        ok: true,
        result: { exit_code: code, stdout: code === 0 ? 'all green' : `${code} tests fail`, stderr: '' },
      };
    },
  });
  const fixture = new RuntimeFixture({ model, tools: [shell], board: { columns: COLUMNS, gates } });
  return { fixture, model, shell };
}

const CREATE = board('card_create', { title: 'Update titles', artifacts: ['plan.md'] });
const move = (to: string): ScriptedCall => board('card_move', { card: 'c1', to });

describe('a card', () => {
  it('goes from column to column, is sent back with a note, and shows as board.json', async () => {
    const { fixture, model } = working([
      CREATE,
      move('BUILD'),
      move('REVIEW'),
      board('card_return', { card: 'c1', note: 'The tests are missing.' }),
      board('list'),
    ]);
    const { state, events } = await fixture.start();
    expect(ofType(events, 'card_created')[0]?.data).toMatchObject({
      card: 'c1',
      title: 'Update titles',
      column: 'PLAN',
    });
    expect(ofType(events, 'card_moved').map(({ data }) => `${data.from} ${data.to}`)).toEqual([
      'PLAN BUILD',
      'BUILD REVIEW',
    ]);
    expect(ofType(events, 'card_returned')[0]?.data).toEqual({
      card: 'c1',
      from: 'REVIEW',
      to: 'BUILD',
      note: 'The tests are missing.',
    });
    expect(boardDocument(state).cards).toMatchObject([
      {
        id: 'c1',
        title: 'Update titles',
        column: 'BUILD',
        artifacts: ['plan.md'],
        created_by: 'root',
        notes: [{ note: 'The tests are missing.' }],
      },
    ]);
    expect(told(model.requests.at(-1)!)).toMatchObject({
      columns: [
        { name: 'PLAN', cards: [] },
        { name: 'BUILD', cards: [{ card: 'c1', sent_back: [{ from: 'REVIEW' }] }] },
        {},
        {},
      ],
    });
  });

  it.each<[string, ScriptedCall, string]>([
    ['that there is not', board('card_move', { card: 'c9', to: 'BUILD' }), 'runtime/unknown-card'],
    ['to a column that there is not', move('TEST'), 'The columns are PLAN, BUILD, REVIEW, SHIP'],
    ['backwards', move('PLAN'), 'card_return'],
    [
      'back to where it comes from nowhere',
      board('card_return', { card: 'c1', to: 'SHIP', note: 'x' }),
      'cannot be sent back',
    ],
    ['back without a word', board('card_return', { card: 'c1' }), 'runtime/invalid-call'],
  ])('is not moved %s, and that is told', async (_what, call, words) => {
    const { fixture, model } = working([CREATE, move('BUILD'), call]);
    const { state } = await fixture.start();
    expect(state.status).toBe('completed');
    expect(resultsIn(model.requests.at(-1)!)[0]).toContain(words);
    expect(state.cards.get('c1')?.column).toBe('BUILD');
  });
});

describe('a gate', () => {
  const GATES = { REVIEW: { command: 'npm test', timeout_seconds: 60 } };

  it('that is red leaves the card where it is, and says why; it passes when it is green', async () => {
    const moves = [move('REVIEW'), move('REVIEW'), move('REVIEW')];
    const { fixture, model, shell } = working([CREATE, move('BUILD'), ...moves], GATES, [2, 1, 0]);
    const { state, events } = await fixture.start();
    expect(shell.runs[0]).toEqual({ command: 'npm test', timeout: 60 });
    expect(ofType(events, 'gate_failed').map(({ data }) => data.detail)).toEqual([
      'npm test ended with 2\n2 tests fail',
      'npm test ended with 1\n1 tests fail',
    ]);
    expect(ofType(events, 'gate_passed')).toHaveLength(1);
    expect(state.cards.get('c1')?.column).toBe('REVIEW');
    expect(resultsIn(model.requests[3]!)[0]).toMatch(/runtime\/gate-red.*stays in BUILD.*2 tests fail/);
  });

  it('on the way is not gone around', async () => {
    const { fixture, model } = working([CREATE, move('SHIP')], GATES, [1]);
    const { state } = await fixture.start();
    expect(state.cards.get('c1')?.column).toBe('PLAN');
    expect(resultsIn(model.requests.at(-1)!)[0]).toContain('runtime/gate-red');
  });

  it('that is a person is asked before the card moves', async () => {
    const { fixture } = working([CREATE, move('SHIP')], { SHIP: { approval: true } });
    const asked = await fixture.start({ facts: { rye_version: '0.0.0', approve: 'ask' } });
    expect(asked.stalled).toBe(true);
    expect(asked.state.approvals.get('a1')).toMatchObject({
      rule: 'gate before SHIP',
      why: 'Update titles',
      status: 'pending',
    });
    const writer = await fixture.store.open(RUN_ID);
    const target = asked.root.id;
    const intent = { id: 'i1', kind: 'approve', by: 'ann', target, args: { approval: 'a1' } } as const;
    await recordSteering(writer, intent, { driver: { pid: 1, host: 'here' }, projectRoot: '/project' });
    await writer.close();
    const { state, events } = await fixture.resume();
    expect(state.cards.get('c1')?.column).toBe('SHIP');
    expect(ofType(events, 'gate_passed')).toHaveLength(1);
  });

  it('that is a person is red where nobody can be asked', async () => {
    const { fixture } = working([CREATE, move('SHIP')], { SHIP: { approval: true } });
    const { state } = await fixture.start();
    expect(state).toMatchObject({ status: 'completed' });
    expect(state.cards.get('c1')?.column).toBe('PLAN');
  });
});

describe('a run with a board, cut off after any event', () => {
  it('comes to the same board, with no card twice, and its thread is told the same', async () => {
    const make = () =>
      working([CREATE, move('BUILD'), board('card_return', { card: 'c1', note: 'Again.' }), move('REVIEW')], {
        REVIEW: { command: 'npm test', timeout_seconds: 60 },
      });
    const whole = make();
    const { events, state: wanted } = await whole.fixture.start();
    const toldWhole = ofType(events, 'tool_call_completed').map(({ data }) => data.result);
    for (let upTo = 2; upTo < events.length; upTo += 1) {
      if (foldRun(events.slice(0, upTo)).status === 'completed') continue;
      const cut = make();
      await cut.fixture.adopt(whole.fixture, upTo);
      const { state } = await cut.fixture.resume();
      const shape = (of: typeof wanted) =>
        [...of.cards.values()].map(({ id, column, notes }) => [id, column, notes.length]);
      expect(shape(state), `cut after ${upTo}`).toEqual(shape(wanted));
      const told = ofType(await cut.fixture.events(), 'tool_call_completed').map(({ data }) => data.result);
      expect(told, `cut after ${upTo}`).toEqual(toldWhole);
    }
  });
});

describe('config/agent/board.yaml', () => {
  it.each<[string, JsonObject, string]>([
    ['a gate of a column that there is not', { gates: { TEST: { command: 'x' } } }, 'gates.TEST'],
    ['a column twice', { columns: ['A', 'A'] }, 'columns'],
    ['one column', { columns: ['A'] }, 'columns'],
    ['a gate that is neither', { gates: { SHIP: { approval: false } } }, 'gates.SHIP'],
  ])('with %s is refused, and the place is named', async (_what, value, key) => {
    await expect(loadBoard({ config: async () => value })).rejects.toMatchObject({
      code: 'runtime/bad-board',
      message: expect.stringContaining(`"${key}`),
    });
  });
});
