import { readFileSync } from 'node:fs';

export const __version__ = '1.0.0';
export const __tool_type__ = 'node';
export const __executor_id__ = 'rye/core/runtimes/node/node';
export const __category__ = 'leads';
export const __tool_description__ =
  'Drafts a mail to the contact of a lead. Returns path and content; nothing is sent.';
export const __effect__ = 'none';
export const CONFIG_SCHEMA = {
  type: 'object',
  properties: {
    lead: { type: 'object', description: 'The lead, as leads/enrich returns it.' },
  },
  required: ['lead'],
  additionalProperties: false,
};

const { lead } = JSON.parse(readFileSync(0, 'utf8'));
const content = `To: ${lead.email}
Subject: Orders online for ${lead.company}

Hello ${lead.contact.name},

${lead.company} in ${lead.city} came up when we looked for ${lead.niche.replaceAll('_', ' ')} that could take orders online.
${lead.site.delivers ? 'You deliver already' : 'Your customers come to you'}; we would be glad to show you what the next step could be.

Kind regards
`;
console.log(JSON.stringify({ path: `outreach/${lead.id}.md`, content }));
