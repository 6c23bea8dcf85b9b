import { readFileSync } from 'node:fs';

export const __version__ = '1.0.0';
export const __tool_type__ = 'node';
export const __executor_id__ = 'rye/core/runtimes/node/node';
export const __category__ = 'leads';
export const __tool_description__ = 'Scores a lead from 0 to 100. Fails where its number of employees is not known.';
export const __effect__ = 'none';
export const CONFIG_SCHEMA = {
  type: 'object',
  properties: { lead: { type: 'object', description: 'The lead, as leads/find returns it.' } },
  required: ['lead'],
  additionalProperties: false,
};

const { lead } = JSON.parse(readFileSync(0, 'utf8'));
const employees = Number.parseInt(lead.employees, 10);

if (Number.isNaN(employees)) {
  console.error(`${lead.company} cannot be scored: its number of employees is not known.`);
  process.exitCode = 1;
} else {
  const reasons = [
    ...(lead.has_online_orders === 'no' ? [{ points: 40, reason: 'takes no orders online yet' }] : []),
    ...(lead.has_website === 'yes' ? [{ points: 25, reason: 'has a website' }] : []),
    { points: employees >= 5 && employees <= 30 ? 25 : 10, reason: `has ${employees} employees` },
    ...(lead.email ? [{ points: 10, reason: 'can be reached by mail' }] : []),
  ];
  const score = reasons.reduce((sum, { points }) => sum + points, 0);
  console.log(JSON.stringify({ id: lead.id, score, reasons: reasons.map(({ reason }) => reason) }));
}
