import { z } from 'zod';
import type { RiskClass } from '../capabilities/index.ts';
import { matchCapability } from '../capabilities/index.ts';
import type { ActionFacts } from './action.ts';
import { matchCommand } from './match-command.ts';

const Patterns = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).transform((given) => [given].flat());
const RuleSchema = z.strictObject({
  name: z.string().min(1).max(100).optional(),
  do: z.enum(['ask', 'allow', 'deny']),
  why: z.string().max(500).optional(),
  capability: Patterns.optional(),
  risk: z
    .union([z.enum(['safe', 'write', 'elevated', 'unrestricted']), z.array(z.string())])
    .transform((given) => [given].flat())
    .optional(),
  path: Patterns.optional(),
  host: Patterns.optional(),
  command: Patterns.optional(),
});
const FileSchema = z.strictObject({ extends: z.unknown().optional(), rules: z.array(RuleSchema).default([]) });

/** One rule: what it looks at (all of what it names has to fit), and what becomes of an action that fits. */
export type ApprovalRule = z.infer<typeof RuleSchema> & { name: string };

/** The rules of one config file, in their order. */
export type ApprovalLayer = readonly ApprovalRule[];

/** What becomes of an action, and by which rule. */
export interface Decision {
  do: 'ask' | 'allow' | 'deny';
  rule?: string;
  why?: string;
}

/** The rules of one config file, or which key of it cannot be used, and why. */
export function readApprovalLayer(value: unknown): ApprovalLayer | { key: string; problem: string } {
  const { success, data, error } = FileSchema.safeParse(value);
  if (success) return data.rules.map((rule, nth) => ({ ...rule, name: rule.name ?? `rule ${nth + 1}` }));
  const [issue] = error.issues;
  return { key: issue?.path.join('.') ?? '', problem: issue?.message ?? 'it does not read' };
}

const STRICTNESS = { allow: 0, ask: 1, deny: 2 } as const;

/**
 * What becomes of an action: of each file the first rule that fits, and of those the strictest. Nobody's rules are
 * loosened by somebody else's: a project cannot allow what its user wants to be asked about.
 */
export function decide(layers: readonly ApprovalLayer[], facts: ActionFacts, risk: RiskClass): Decision {
  let strictest: Decision = { do: 'allow' };
  for (const rules of layers) {
    const rule = rules.find((each) => fits(each, facts, risk));
    if (!rule) continue;
    const { name, why } = rule;
    const decision: Decision = { do: rule.do, rule: name, ...(why !== undefined && { why }) };
    if (strictest.rule === undefined || STRICTNESS[rule.do] > STRICTNESS[strictest.do]) strictest = decision;
  }
  return strictest;
}

/** An `allow` has to fit all of an action, anything else only some of it. */
function fits(rule: ApprovalRule, { capability, paths, hosts, command }: ActionFacts, risk: RiskClass): boolean {
  const all = rule.do === 'allow';
  const among = (patterns: string[] | undefined, texts: string[]): boolean => {
    if (patterns === undefined) return true;
    const test = (text: string): boolean => patterns.some((pattern) => matchCapability(pattern, text));
    return texts.length > 0 && (all ? texts.every(test) : texts.some(test));
  };
  return (
    among(rule.capability, [capability]) &&
    (rule.risk === undefined || rule.risk.includes(risk)) &&
    among(rule.path, paths) &&
    among(rule.host, hosts) &&
    (rule.command === undefined || (command !== undefined && matchCommand(rule.command, command, all)))
  );
}
