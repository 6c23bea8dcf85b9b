import { readFileSync } from 'node:fs';

export const __version__ = '1.0.0';
export const __tool_type__ = 'node';
export const __executor_id__ = 'rye/core/runtimes/node/node';
export const __category__ = 'leads';
export const __tool_description__ =
  'Sums up what the pipeline did. Returns counts, all failures in one list, and the whole as json, a text to write to a file.';
export const __effect__ = 'none';
export const CONFIG_SCHEMA = {
  type: 'object',
  properties: {
    found: { type: 'array', description: 'All leads.' },
    qualified: { type: 'array', description: 'The qualified ones.' },
    emails: { type: 'array', description: 'Where the drafted mails are.' },
    failures: { type: 'array', description: 'What failed, a list for each phase. An entry without a reason is left out.' },
  },
  required: ['found', 'qualified', 'emails', 'failures'],
  additionalProperties: false,
};

const input = JSON.parse(readFileSync(0, 'utf8'));
const failures = input.failures.flat().filter(({ why }) => why !== undefined);
const good = new Set(input.qualified.map(({ id }) => id));
const failed = new Set(failures.map(({ item }) => item));
const state = {
  niches: [...new Set(input.found.map(({ niche }) => niche))].sort(),
  qualified: input.qualified.map(({ id, score }) => ({ id, score })),
  rejected: input.found.map(({ id }) => id).filter((id) => !good.has(id) && !failed.has(id)),
  emails: input.emails,
  failures,
};
const counts = { found: input.found.length, qualified: good.size, emails: input.emails.length };
console.log(JSON.stringify({ ...counts, failures, json: `${JSON.stringify(state, null, 2)}\n` }));
