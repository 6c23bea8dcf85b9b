import { matchCapability } from '../capabilities/index.ts';
import type { Approval } from '../fold/approval.ts';
import type { ActionFacts } from './action.ts';
import { matchCommand } from './match-command.ts';

/** Whether all of an action fits a pattern: its command, else its hosts, else its paths. */
export function fitsPattern(pattern: string, { command, hosts, paths }: ActionFacts): boolean {
  if (command) return matchCommand([pattern], command, true);
  const texts = hosts.length > 0 ? hosts : paths;
  return texts.length > 0 && texts.every((text) => matchCapability(pattern, text));
}

/**
 * Whether somebody who granted one action has granted another with it: `run` grants whatever the same rule asks about the
 * same tool, `pattern` what of the same tool fits the pattern.
 */
export function covers(granted: Approval, asked: { tool: string; rule?: string; facts: ActionFacts }): boolean {
  const { answer, action, rule } = granted;
  if (granted.status !== 'granted' || action.tool !== asked.tool) return false;
  if (answer?.scope === 'run') return rule === asked.rule;
  return answer?.scope === 'pattern' && answer.pattern !== undefined && fitsPattern(answer.pattern, asked.facts);
}
