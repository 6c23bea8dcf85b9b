import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { BoardRules, Event, Intent, JsonObject } from '#protocol';
import { recordMove, type TargetedIntent } from '#runtime';
import { type Outcome, ofType, RUN_ID, RuntimeFixture, toolOf } from '../../helpers/runtime-fixture.ts';
import { scriptedModel, turnOf } from '../../helpers/scripted-model.ts';

const GATES: BoardRules['gates'] = { REVIEW: { command: 'npm test', timeout_seconds: 60 }, SHIP: { approval: true } };
const COLUMNS = ['PLAN', 'BUILD', 'REVIEW', 'SHIP'];

interface Drive {
  fixture: RuntimeFixture;
  /** How often the command of the gate was run. */
  ran: () => number;
  outcome: Outcome;
  wished: (id: string) => Event | undefined;
}

const wishOf = (id: string, args: JsonObject): Intent => ({ id, kind: 'move_card', by: 'ann', args });

/** A run whose thread makes a card and then lets somebody wish, one wish after the other; a gate ends with these codes. */
async function driven(wishes: JsonObject[], codes: number[] = [], onGate?: (fixture: RuntimeFixture) => Promise<void>) {
  let ran = 0;
  const shell = toolOf('rye/bash', {
    run: async () => {
      const code = codes[ran] ?? 0;
      ran += 1;
      await onGate?.(fixture);
      return { ok: true, result: { exit_code: code, stdout: code === 0 ? 'green' : `${code} tests fail`, stderr: '' } };
    },
  });
  const wait = toolOf('team/wait', {
    run: async () => {
      for (const [nth, args] of wishes.entries()) {
        await fixture.store.send(RUN_ID, wishOf(`i${nth}`, args));
        await taken(fixture, `i${nth}`);
      }
      return { ok: true, result: null };
    },
  });
  const model = scriptedModel((request) => {
    const turn = turnOf(request);
    if (turn === 1) return { calls: [{ name: 'rye_board_card_create', input: { title: 'Update titles' } }] };
    return turn === 2 ? { calls: [{ name: 'team_wait', input: {} }] } : { text: 'done' };
  });
  const fixture: RuntimeFixture = new RuntimeFixture({
    model,
    tools: [shell, wait],
    board: { columns: COLUMNS, gates: GATES },
  });
  const outcome = await fixture.start();
  const wished = (id: string) => ofType(outcome.events, 'intent_received').find(({ data }) => data.intent === id);
  const drive: Drive = { fixture, ran: () => ran, outcome, wished };
  return drive;
}

async function taken(fixture: RuntimeFixture, id: string): Promise<void> {
  for (;;) {
    const events = await fixture.store.read(RUN_ID);
    if (ofType(events, 'intent_received').some(({ data }) => data.intent === id)) return;
    await sleep(2);
  }
}

describe('a card that somebody moves while the run is driven', () => {
  it('goes through the gates on its way, and whoever moves it is the approval', async () => {
    const { outcome, ran, wished } = await driven([{ card: 'c1', to: 'ship' }], [0]);
    expect(outcome.state.cards.get('c1')?.column).toBe('SHIP');
    expect(ran()).toBe(1);
    expect(ofType(outcome.events, 'gate_passed').map(({ data }) => data)).toEqual([
      { card: 'c1', gate: 'REVIEW', detail: 'npm test ended with 0\ngreen', by: 'ann' },
      { card: 'c1', gate: 'SHIP', detail: 'ann said so', by: 'ann' },
    ]);
    expect(ofType(outcome.events, 'card_moved')[0]?.data).toEqual({ card: 'c1', from: 'PLAN', to: 'SHIP', by: 'ann' });
    expect(wished('i0')?.data).not.toHaveProperty('refused');
  });

  it('stays before a red gate, with the reason', async () => {
    const { outcome, wished } = await driven([{ card: 'c1', to: 'REVIEW' }], [2]);
    expect(outcome.state.cards.get('c1')).toMatchObject({ column: 'PLAN', red: { gate: 'REVIEW' } });
    expect(wished('i0')?.data).toMatchObject({
      refused: 'the gate before REVIEW is red: npm test ended with 2 2 tests fail',
    });
    expect(ofType(outcome.events, 'gate_failed')[0]?.data).toMatchObject({ by: 'ann' });
    expect(ofType(outcome.events, 'card_moved')).toEqual([]);
  });

  it('passes a red gate where it is forced, which is recorded with who did it', async () => {
    const force = { card: 'c1', to: 'REVIEW', force: true, note: 'The server is down.' };
    const { outcome, ran } = await driven([force], [1]);
    expect(ran()).toBe(1);
    expect(ofType(outcome.events, 'gate_failed')).toHaveLength(1);
    expect(ofType(outcome.events, 'card_moved')[0]?.data).toEqual({
      card: 'c1',
      from: 'PLAN',
      to: 'REVIEW',
      by: 'ann',
      forced: ['REVIEW'],
      note: 'The server is down.',
    });
    expect(outcome.state.cards.get('c1')?.path.at(-1)).toMatchObject({ column: 'REVIEW', by: 'ann', forced: true });
  });

  it('is not held up by a gate that is known to be red where it is forced', async () => {
    const { outcome, ran } = await driven(
      [
        { card: 'c1', to: 'REVIEW' },
        { card: 'c1', to: 'REVIEW', force: true },
      ],
      [1],
    );
    expect(ran()).toBe(1);
    expect(outcome.state.cards.get('c1')?.column).toBe('REVIEW');
  });

  it('is not marked as forced where no gate was red', async () => {
    const { outcome } = await driven([{ card: 'c1', to: 'REVIEW', force: true }], [0]);
    expect(ofType(outcome.events, 'card_moved')[0]?.data).not.toHaveProperty('forced');
  });

  it('is sent back with a reason, and works for whom it worked before', async () => {
    const { outcome } = await driven([
      { card: 'c1', to: 'BUILD' },
      { card: 'c1', to: 'PLAN', note: 'Say why.' },
    ]);
    expect(ofType(outcome.events, 'card_returned')[0]?.data).toEqual({
      card: 'c1',
      from: 'BUILD',
      to: 'PLAN',
      note: 'Say why.',
      by: 'ann',
    });
    expect(outcome.state.cards.get('c1')).toMatchObject({ column: 'PLAN', worker: outcome.root.id });
  });

  it.each<[string, JsonObject, string]>([
    ['that there is not', { card: 'c9', to: 'BUILD' }, 'there is no card c9; there are c1'],
    ['to no column', { card: 'c1', to: 'TEST' }, 'there is no column TEST; the columns are PLAN, BUILD, REVIEW, SHIP'],
    ['to where it is', { card: 'c1', to: 'PLAN' }, 'c1 is in PLAN already'],
    ['without a word where', { card: 'c1' }, 'it names no card and no column'],
  ])('is not moved %s, and the wish says so', async (_what, args, refused) => {
    const { wished, outcome } = await driven([args]);
    expect(wished('i0')?.data).toMatchObject({ refused });
    expect(outcome.state.cards.get('c1')?.column).toBe('PLAN');
  });

  it('is not sent back without a reason', async () => {
    const { wished } = await driven([
      { card: 'c1', to: 'BUILD' },
      { card: 'c1', to: 'PLAN', note: '' },
    ]);
    expect(wished('i1')?.data).toMatchObject({ refused: 'a card is sent back with a reason, and there is none' });
  });

  it('that another wish moves while its gate is asked stays where that has put it', async () => {
    let asked = false;
    const { outcome, wished } = await driven([{ card: 'c1', to: 'REVIEW' }], [0], async (fixture) => {
      if (asked) return;
      asked = true;
      await fixture.store.send(RUN_ID, wishOf('between', { card: 'c1', to: 'BUILD' }));
      await taken(fixture, 'between');
    });
    expect(wished('i0')?.data).toMatchObject({ refused: 'c1 was moved to BUILD meanwhile' });
    expect(ofType(outcome.events, 'card_moved').map(({ data }) => data.to)).toEqual(['BUILD']);
  });
});

describe('a run that is killed while a gate is asked', () => {
  it('takes the wish in, and the card stays', async () => {
    const { outcome, wished } = await driven([{ card: 'c1', to: 'REVIEW' }], [1], async (fixture) => {
      await fixture.store.send(RUN_ID, { id: 'end', kind: 'kill', by: 'ann' });
      await taken(fixture, 'end');
    });
    expect(outcome.state.status).toBe('cancelled');
    expect(wished('i0')?.data).toMatchObject({ refused: 'the run was ended meanwhile' });
    expect(ofType(outcome.events, 'gate_failed')).toEqual([]);
    expect(outcome.events.at(-1)?.type).toBe('run_cancelled');
  });
});

describe('a run that would end while a gate is asked', () => {
  it('ends after the card was moved', async () => {
    const end = Promise.withResolvers<void>();
    const shell = toolOf('rye/bash', {
      run: async () => {
        await end.promise;
        return { ok: true, result: { exit_code: 0, stdout: '', stderr: '' } };
      },
    });
    const wish = toolOf('team/wish', {
      run: async () => {
        await fixture.store.send(RUN_ID, wishOf('i0', { card: 'c1', to: 'REVIEW' }));
        while (shell.runs.length === 0) await sleep(2);
        return { ok: true, result: null };
      },
    });
    const model = scriptedModel((request) => {
      const turn = turnOf(request);
      if (turn === 1) return { calls: [{ name: 'rye_board_card_create', input: { title: 'Update titles' } }] };
      return turn === 2 ? { calls: [{ name: 'team_wish', input: {} }] } : { text: 'done' };
    });
    const fixture: RuntimeFixture = new RuntimeFixture({
      model,
      tools: [shell, wish],
      board: { columns: COLUMNS, gates: GATES },
    });
    const { events } = await fixture.start({
      observe: (seen) => {
        if (seen.some(({ type }) => type === 'thread_completed')) end.resolve();
      },
    });
    expect(events.slice(-4).map(({ type }) => type)).toEqual([
      'intent_received',
      'gate_passed',
      'card_moved',
      'run_completed',
    ]);
  });
});

describe('a card of a run that nobody drives', () => {
  /** A run that was stopped after its card was made. */
  async function left(code: number) {
    const stop = new AbortController();
    const shell = toolOf('rye/bash', {
      run: async () => ({ ok: true, result: { exit_code: code, stdout: '', stderr: 'red' } }),
    });
    const model = scriptedModel((request) =>
      turnOf(request) === 1
        ? { calls: [{ name: 'rye_board_card_create', input: { title: 'Update titles' } }] }
        : { text: 'done' },
    );
    const fixture = new RuntimeFixture({ model, tools: [shell], board: { columns: COLUMNS, gates: GATES } });
    const { root } = await fixture.start({
      interrupt: stop.signal,
      observe: (seen) => {
        if (seen.some(({ type }) => type === 'card_created')) stop.abort();
      },
    });
    const move = async (args: JsonObject, id = 'i0') => {
      const writer = await fixture.store.open(RUN_ID);
      const intent: TargetedIntent = { ...wishOf(id, args), target: root.id };
      const told = await recordMove(writer, fixture.ports, intent);
      await writer.close();
      return told;
    };
    return { fixture, shell, move };
  }

  it('is moved by whoever asks, through the gate, and once however often it is asked', async () => {
    const { fixture, move, shell } = await left(0);
    expect(await move({ card: 'c1', to: 'REVIEW' })).toEqual({});
    expect(await move({ card: 'c1', to: 'REVIEW' })).toEqual({});
    expect(shell.runs).toHaveLength(1);
    const events = await fixture.store.read(RUN_ID);
    expect(ofType(events, 'card_moved')).toHaveLength(1);
    const { state } = await fixture.resume();
    expect([state.status, state.cards.get('c1')?.column]).toEqual(['completed', 'REVIEW']);
  });

  it('stays before a red gate, and what the gate said is recorded', async () => {
    const { fixture, move } = await left(1);
    expect(await move({ card: 'c1', to: 'REVIEW' })).toEqual({
      refused: 'the gate before REVIEW is red: npm test ended with 1 red',
    });
    const events = await fixture.store.read(RUN_ID);
    expect(ofType(events, 'gate_failed')[0]?.data).toMatchObject({ by: 'ann' });
    expect(ofType(events, 'intent_received')[0]?.data).toMatchObject({ refused: expect.stringContaining('red') });
  });

  it('that there is not changes nothing', async () => {
    const { fixture, move } = await left(0);
    const before = (await fixture.store.read(RUN_ID)).length;
    expect((await move({ card: 'c7', to: 'REVIEW' })).refused).toContain('no card c7');
    expect(await fixture.store.read(RUN_ID)).toHaveLength(before);
  });
});
