import { matchCapability } from './match-capability.ts';

/** How much harm an action can do, in rising order. */
export type RiskClass = 'safe' | 'write' | 'elevated' | 'unrestricted';

/** The class of every capability that a pattern matches. */
export interface RiskPattern {
  pattern: string;
  risk: RiskClass;
}

/** The risk classes that ship with rye; a project's configuration may replace them. */
export const shippedRiskPatterns: readonly RiskPattern[] = [
  { pattern: 'rye.*', risk: 'unrestricted' },
  { pattern: 'rye.execute.*', risk: 'elevated' },
  { pattern: 'rye.execute.tool.rye.bash.*', risk: 'elevated' },
  { pattern: 'rye.execute.tool.rye.shell.*', risk: 'elevated' },
  { pattern: 'rye.execute.tool.rye.web.*', risk: 'elevated' },
  { pattern: 'rye.execute.tool.rye.file-system.*', risk: 'write' },
  { pattern: 'rye.fetch.*', risk: 'safe' },
  { pattern: 'rye.sign.*', risk: 'safe' },
];

/** What a risk class asks for: only `block` without an acknowledgement of that class stops a thread. */
export const riskPolicies: Readonly<Record<RiskClass, 'allow' | 'acknowledge' | 'block'>> = {
  safe: 'allow',
  write: 'allow',
  elevated: 'acknowledge',
  unrestricted: 'block',
};

/**
 * The risk class of one granted capability: that of the matching pattern with the most dots, the first of equals.
 * @returns `unrestricted` when no pattern matches, as for `*`: what nobody has classed is not safe.
 */
export function riskOf(capability: string, patterns: readonly RiskPattern[] = shippedRiskPatterns): RiskClass {
  let best: { risk: RiskClass; dots: number } | undefined;
  for (const { pattern, risk } of patterns) {
    const dots = pattern.split('.').length - 1;
    if ((best === undefined || dots > best.dots) && matchCapability(pattern, capability)) best = { risk, dots };
  }
  return best?.risk ?? 'unrestricted';
}
