import { readFileSync } from 'node:fs';

export const __version__ = '1.0.0';
export const __tool_type__ = 'node';
export const __executor_id__ = 'rye/core/runtimes/node/node';
export const __category__ = 'leads';
export const __tool_description__ =
  'Reads the website of a lead and returns the lead with what the site says. Fails where the site does not answer.';
export const __effect__ = 'none';
export const CONFIG_SCHEMA = {
  type: 'object',
  properties: {
    lead: { type: 'object', description: 'The lead, as leads/find returns it.' },
  },
  required: ['lead'],
  additionalProperties: false,
};

// Stands for a request: what each site would answer lies in a file, so that the pipeline runs the same everywhere.
const { lead } = JSON.parse(readFileSync(0, 'utf8'));
const { status, ...site } = JSON.parse(readFileSync('input/sites.json', 'utf8'))[lead.website] ?? { status: 404 };

if (status === 200) {
  console.log(JSON.stringify({ lead: { ...lead, site } }));
} else {
  console.error(`${lead.website} answered ${status}.`);
  process.exitCode = 1;
}
