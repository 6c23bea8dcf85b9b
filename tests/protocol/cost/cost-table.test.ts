import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CostGroup, type CostSide, costTable, type Event, foldRun, runCost, toNano } from '#protocol';
import { draftOf, logOf, runOf } from '../../helpers/event-builder.ts';
import { anyLedgerLog } from '../fold/arbitrary-ledger.ts';

const sideOf = (runId: string, events: Event[]): CostSide => ({ runId, events, state: foldRun(events) });
const GROUPS: CostGroup[] = ['run', 'thread', 'directive', 'model', 'day'];

describe('a cost table of any run', () => {
  it.each(GROUPS)('by %s adds up to what the run cost, to the nano-USD', (by) => {
    fc.assert(
      fc.property(anyLedgerLog, (log) => {
        const side = sideOf('the-run', log);
        const { rows, total } = costTable([side], by);
        const sum = rows.reduce((all, row) => all + toNano(row.usd) + toNano(row.simulated_usd), 0);
        expect(sum).toBe(toNano(runCost(side.state).usd));
        expect(toNano(total.usd) + toNano(total.simulated_usd)).toBe(sum);
        expect(toNano(total.unsettled_usd)).toBe(toNano(runCost(side.state).unsettled_usd));
      }),
      { numRuns: 200 },
    );
  });

  it('tells of each thread what it and all below it cost, as the ledger has it', () => {
    fc.assert(
      fc.property(anyLedgerLog, (log) => {
        const side = sideOf('the-run', log);
        for (const row of costTable([side], 'thread').rows) {
          const thread = side.state.threads.get(side.state.byPlace.get(row.name) ?? '');
          const { own = 0, children = 0 } = thread?.account ?? {};
          expect(toNano(row.subtree_usd ?? 0) + toNano(row.subtree_simulated_usd ?? 0)).toBe(own + children);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('a cost table', () => {
  const asked = (id: string, more: object = {}, frame: object = {}) => [
    draftOf('model_call_started', { simulated: false }, { call_id: id, turn: 1, ...frame }),
    draftOf('model_call_completed', { cost_usd: 0.001, ...more }, { call_id: id, turn: 1, ...frame }),
  ];

  it('counts what a fork shares with its source once, where both are there', () => {
    const source = logOf([...runOf(), ...asked('m1'), ...asked('m2')]);
    const fork = logOf([
      ...runOf(),
      ...asked('m1'),
      draftOf('run_forked', { run_id: 'fork', from_run: 'source', from_seq: 4 }),
      ...asked('m2'),
    ]);
    const sides = [sideOf('source', source), sideOf('fork', fork)];
    expect(costTable(sides, 'run').rows.map(({ name, usd }) => [name, usd])).toEqual([
      ['source', 0.002],
      ['fork', 0.001],
    ]);
    expect(costTable(sides.slice(1), 'run').total.usd).toBe(0.002);
  });

  it('counts what was taken over as saved, and not as used', () => {
    const mark = { taken_over: { run: 'other', seq: 3 } };
    const { total } = costTable(
      [sideOf('the-run', logOf([...runOf(), ...asked('m1', { cost_usd: 0, saved_usd: 0.5 }, mark)]))],
      'run',
    );
    expect(total).toMatchObject({ usd: 0, saved_usd: 0.5, model_calls: 0, input_tokens: 0 });
  });

  it('tells of tools how often they were called, what became of it, and how much they gave back', () => {
    const frame = { call_id: 't1', turn: 1 };
    const events = logOf([
      ...runOf(),
      ...asked('m1', { content: [{ type: 'tool_use', id: 't1', name: 'look', input: {} }] }),
      draftOf('tool_call_started', {}, frame),
      draftOf('tool_call_failed', { result: 'no' }, frame),
    ]);
    expect(costTable([sideOf('the-run', events)], 'tool').tools).toEqual([
      { tool: 'test/look', calls: 1, failed: 1, denied: 0, result_bytes: 4, ms: 1000 },
    ]);
  });
});
