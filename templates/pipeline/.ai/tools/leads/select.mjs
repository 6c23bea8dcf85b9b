import { readFileSync } from 'node:fs';

export const __version__ = '1.0.0';
export const __tool_type__ = 'node';
export const __executor_id__ = 'rye/core/runtimes/node/node';
export const __category__ = 'leads';
export const __tool_description__ =
  'Keeps the leads with a score of at least the minimum, the best first, and names those without a score. Returns qualified, unscored, and the qualified ones as json, a text to write to a file.';
export const __effect__ = 'none';
export const CONFIG_SCHEMA = {
  type: 'object',
  properties: {
    leads: { type: 'array', description: 'All leads.' },
    scored: { type: 'array', description: 'The results of leads/score.' },
    minimum: { description: 'The least score of a qualified lead. Default 70.' },
  },
  required: ['leads', 'scored'],
  additionalProperties: false,
};

const { leads, scored, minimum = 70 } = JSON.parse(readFileSync(0, 'utf8'));
const scores = new Map(scored.map((each) => [each.id, each]));
const qualified = leads
  .filter((lead) => scores.has(lead.id) && scores.get(lead.id).score >= Number(minimum))
  .map((lead) => ({ ...lead, score: scores.get(lead.id).score, reasons: scores.get(lead.id).reasons }))
  .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
const unscored = leads.filter((lead) => !scores.has(lead.id)).map((lead) => lead.id);
const json = `${JSON.stringify(qualified, null, 2)}\n`;
console.log(JSON.stringify({ qualified, unscored, json }));
