import { expect, it } from 'vitest';
import { foldRun } from '#protocol';
import { rowOf } from '../../src/app/run-row.ts';
import { draftOf, logOf, runOf } from '../helpers/event-builder.ts';

it('a run that ended because its money did says so in its row, any other failure does not', () => {
  const endedBy = (code: string, limit?: string) => {
    const error = { code, message: code, ...(limit !== undefined && { data: { limit } }) };
    const state = foldRun(logOf([...runOf(), draftOf('run_failed', { error })]));
    return rowOf('survey-kjmn', state, { alive: false });
  };
  expect(endedBy('limit_exceeded', 'spend')).toMatchObject({ status: 'error', out_of_money: true });
  expect(endedBy('insufficient_budget')).toMatchObject({ status: 'error', out_of_money: true });
  expect(endedBy('limit_exceeded', 'turns')).not.toHaveProperty('out_of_money');
  expect(endedBy('runtime/model-failed')).not.toHaveProperty('out_of_money');
});
