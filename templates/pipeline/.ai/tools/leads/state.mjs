import { readFileSync } from 'node:fs';

export const __version__ = '1.0.0';
export const __tool_type__ = 'node';
export const __executor_id__ = 'rye/core/runtimes/node/node';
export const __category__ = 'leads';
export const __tool_description__ =
  'Sums up what the pipeline did. Returns found, qualified, unscored, and the whole as json, a text to write to a file.';
export const __effect__ = 'none';
export const CONFIG_SCHEMA = {
  type: 'object',
  properties: {
    found: { type: 'array', description: 'All leads.' },
    qualified: { type: 'array', description: 'The qualified ones.' },
    unscored: { type: 'array', description: 'Ids of leads without a score.' },
    emails: { type: 'array', description: 'Where the drafted mails are.' },
  },
  required: ['found', 'qualified', 'unscored', 'emails'],
  additionalProperties: false,
};

const { found, qualified, unscored, emails } = JSON.parse(readFileSync(0, 'utf8'));
const good = new Set(qualified.map(({ id }) => id));
const state = {
  niches: [...new Set(found.map(({ niche }) => niche))].sort(),
  qualified: qualified.map(({ id, score }) => ({ id, score })),
  rejected: found.map(({ id }) => id).filter((id) => !good.has(id) && !unscored.includes(id)),
  unscored,
  emails,
};
const json = `${JSON.stringify(state, null, 2)}\n`;
console.log(JSON.stringify({ found: found.length, qualified: qualified.length, unscored, json }));
