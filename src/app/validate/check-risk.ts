import type { Mention } from '#library';
import { assessRisks, attenuate, type Problem } from '#protocol';
import { problemAt } from '../items/problem-at.ts';
import type { KnownItems } from './known-items.ts';

/** What of a grant would stop a run, and what of it the config lets a thread hold without its parent. */
export async function checkRisk(file: string, id: string, mention: Mention, known: KnownItems): Promise<Problem[]> {
  if (mention.what !== 'grant') return [];
  const rules = await known.rules();
  if (rules === undefined) return [];
  const { capability, acknowledged } = mention;
  const problems: Problem[] = [];
  for (const { risk, policy } of assessRisks([capability], rules.risks)) {
    if (policy !== 'block' || acknowledged.includes(risk)) continue;
    const message = `${capability} is ${risk}, and the directive does not acknowledge that; a thread with it is refused`;
    problems.push(problemAt(file, mention, 'warning', 'unacknowledged-risk', message));
  }
  const granted = rules.grants.get(id) ?? [];
  const beyond = granted.length === 0 ? [] : attenuate([capability], granted);
  if (beyond.length > 0) {
    const message = `config/agent/capabilities.yaml grants ${beyond.join(', ')} to ${id} by name, whatever its parent may do`;
    problems.push(problemAt(file, mention, 'warning', 'granted-by-config', message));
  }
  return problems;
}
