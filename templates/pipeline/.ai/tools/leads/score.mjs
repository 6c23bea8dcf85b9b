import { readFileSync } from 'node:fs';

export const __version__ = '1.0.0';
export const __tool_type__ = 'node';
export const __executor_id__ = 'rye/core/runtimes/node/node';
export const __category__ = 'leads';
export const __tool_description__ =
  'Scores a lead from 0 to 100. Fails where its site does not say how many people work there.';
export const __effect__ = 'none';
export const CONFIG_SCHEMA = {
  type: 'object',
  properties: {
    lead: { type: 'object', description: 'The lead, as leads/scrape returns it.' },
  },
  required: ['lead'],
  additionalProperties: false,
};

const { lead } = JSON.parse(readFileSync(0, 'utf8'));
const { people, orders_online, delivers } = lead.site;

if (people === undefined) {
  console.error(`${lead.company} cannot be scored: its site does not say how many people work there.`);
  process.exitCode = 1;
} else {
  const reasons = [
    ...(orders_online ? [] : [{ points: 40, reason: 'takes no orders online yet' }]),
    { points: people >= 5 && people <= 30 ? 30 : 10, reason: `${people} people work there` },
    ...(delivers ? [{ points: 20, reason: 'delivers already' }] : []),
    ...(lead.email ? [{ points: 10, reason: 'can be reached by mail' }] : []),
  ];
  const score = reasons.reduce((sum, { points }) => sum + points, 0);
  console.log(JSON.stringify({ lead: { ...lead, score, reasons: reasons.map(({ reason }) => reason) } }));
}
