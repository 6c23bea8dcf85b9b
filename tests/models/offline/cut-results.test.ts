import { describe, expect, it } from 'vitest';
import type { Json } from '#protocol';
import { aRequest, callsOf, play } from './offline-thread.ts';

const cut = { _artifact_ref: 'a'.repeat(64), _note: 'The whole result is kept.' };
const script = (expression: string): string =>
  `turns:\n  - calls: [{name: found, tool: rye/bash}]\n  - calls: [{tool: rye/fetch, input: {x: '${expression}'}}]\n`;

async function second(expression: string, result: Json): Promise<unknown> {
  return callsOf(await play(script(expression), aRequest(), () => result))[1];
}

describe('a script that looks into a result of which only a summary is shown', () => {
  it.each<[string, Json]>([
    ['${results.found.leads}', { ...cut, leads_count: 900, leads_preview: [{ a: 1 }] }],
    ['${results.found.leads[].name}', { ...cut, leads_count: 900, leads_preview: [{ a: 1 }] }],
    ['${results.found.results[].id}', { ...cut, results_count: 9, results_shown: 1, results: { a: { id: 1 } } }],
    ['${results.found.results[].outputs.leads[]}', { ...cut, results: { a: { outputs: { leads_count: 40 } } } }],
    ['${results.found.results[].outputs.leads[]}', { ...cut, results: { a: { status: 'completed', _left_out: 2 } } }],
    ['${results.found.other || results.found.leads}', { ...cut, _left_out: ['leads', 'other'] }],
    ['${results.found.leads}', { ...cut, _same_as: 'call-1', status: 'success' }],
  ])('fails at %s, with the line, where that is left out', async (expression, result) => {
    expect(await second(expression, result)).toMatch(/:3: \$\{results\.found\..* too large to be shown whole/);
  });

  it.each<[string, Json, Json]>([
    ['${results.found.thread_id}', { ...cut, thread_id: 't-1', _left_out: ['leads'] }, 't-1'],
    ['${results.found.leads_count}', { ...cut, leads_count: 900, leads_preview: [] }, 900],
    [
      '${results.found.results[].outputs.score}',
      { ...cut, results_count: 2, results: { a: { outputs: { score: 3 } } } },
      [3],
    ],
    // What looks like a summary without being one is a result like any other.
    ['${results.found.leads || results.found.leads_count}', { leads_count: 9 }, 9],
  ])('finds %s, which is shown', async (expression, result, value) => {
    expect(await second(expression, result)).toEqual([[expect.any(String), 'rye_fetch', { x: value }]]);
  });
});
