import { type RiskClass, type RiskPattern, riskOf, riskPolicies, shippedRiskPatterns } from './risk-of.ts';

/** What a risk class asks for: nothing, to be told of, or an acknowledgement without which the thread is not created. */
export type RiskPolicy = 'allow' | 'acknowledge' | 'block';

/** How risks are judged: what ships with rye, and what the config says first. */
export interface RiskRules {
  /** Tried in this order where two have the same number of dots. */
  patterns: readonly RiskPattern[];
  policies: Readonly<Record<RiskClass, RiskPolicy>>;
}

/** The rules of a project that has none of its own. */
export const shippedRiskRules: RiskRules = { patterns: shippedRiskPatterns, policies: riskPolicies };

/** Capabilities of one class whose policy asks for something. */
export interface Risk {
  risk: RiskClass;
  policy: Exclude<RiskPolicy, 'allow'>;
  capabilities: string[];
}

/** What a set of granted capabilities risks, the gravest first; classes that are simply allowed are left out. */
export function assessRisks(capabilities: readonly string[], { patterns, policies }: RiskRules): Risk[] {
  const byClass = Map.groupBy(capabilities, (capability) => riskOf(capability, patterns));
  return (['unrestricted', 'elevated', 'write', 'safe'] as const).flatMap((risk) => {
    const found = byClass.get(risk);
    const policy = policies[risk];
    return found === undefined || policy === 'allow' ? [] : [{ risk, policy, capabilities: found }];
  });
}
