import { readFileSync } from 'node:fs';

export const __version__ = '1.0.0';
export const __tool_type__ = 'node';
export const __executor_id__ = 'rye/core/runtimes/node/node';
export const __category__ = 'leads';
export const __tool_description__ =
  'Finds out whom to write to at a lead and returns the lead with its contact. Fails where nobody is known.';
export const __effect__ = 'none';
export const CONFIG_SCHEMA = {
  type: 'object',
  properties: {
    lead: { type: 'object', description: 'A qualified lead.' },
  },
  required: ['lead'],
  additionalProperties: false,
};

const { lead } = JSON.parse(readFileSync(0, 'utf8'));
const contact = JSON.parse(readFileSync('input/people.json', 'utf8'))[lead.id];

if (contact) {
  console.log(JSON.stringify({ lead: { ...lead, contact } }));
} else {
  console.error(`Nobody is known at ${lead.company}.`);
  process.exitCode = 1;
}
