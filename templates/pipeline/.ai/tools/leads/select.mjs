import { readFileSync } from 'node:fs';

export const __version__ = '1.0.0';
export const __tool_type__ = 'node';
export const __executor_id__ = 'rye/core/runtimes/node/node';
export const __category__ = 'leads';
export const __tool_description__ =
  'Keeps the leads with a score of at least the minimum, the best first. Returns qualified, and the same as json, a text to write to a file.';
export const __effect__ = 'none';
export const CONFIG_SCHEMA = {
  type: 'object',
  properties: {
    leads: { type: 'array', description: 'The scored leads.' },
    minimum: { description: 'The least score of a qualified lead. Default 70.' },
  },
  required: ['leads'],
  additionalProperties: false,
};

const { leads, minimum = 70 } = JSON.parse(readFileSync(0, 'utf8'));
const qualified = leads
  .filter(({ score }) => score >= Number(minimum))
  .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
console.log(JSON.stringify({ qualified, json: `${JSON.stringify(qualified, null, 2)}\n` }));
