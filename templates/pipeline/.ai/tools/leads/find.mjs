import { readFileSync } from 'node:fs';

export const __version__ = '1.0.0';
export const __tool_type__ = 'node';
export const __executor_id__ = 'rye/core/runtimes/node/node';
export const __category__ = 'leads';
export const __tool_description__ =
  'Finds the leads of a niche in input/leads.csv. Fails where none is listed.';
export const __effect__ = 'none';
export const CONFIG_SCHEMA = {
  type: 'object',
  properties: {
    niche: { type: 'string', description: 'The niche to search.' },
  },
  required: ['niche'],
  additionalProperties: false,
};

const { niche } = JSON.parse(readFileSync(0, 'utf8'));
const [header, ...rows] = readFileSync('input/leads.csv', 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split(','));
const leads = rows
  .map((row) => Object.fromEntries(header.map((name, at) => [name, row[at]])))
  .filter((lead) => lead.niche === niche);

if (leads.length === 0) {
  console.error(`No leads are listed for ${niche}.`);
  process.exitCode = 1;
} else {
  console.log(JSON.stringify({ niche, leads }));
}
