/**
 * Capabilities: dotted strings that gate every action, `rye.<execute|fetch|sign>.<item type>.<id with dots>`, granted
 * as shell-style patterns. All functions are pure, never throw, and say no when in doubt.
 */

export { assessRisks, type Risk, type RiskPolicy, type RiskRules, shippedRiskRules } from './assess-risks.ts';
export { attenuate } from './attenuate.ts';
export { capabilityFor, dottedCapability } from './capability-for.ts';
export {
  type CapabilityLayer,
  type CapabilityRules,
  joinCapabilityLayers,
  readCapabilityLayer,
  shippedRules,
} from './capability-rules.ts';
export { coversCapability } from './cover-capability.ts';
export { type CapabilityRequest, isAllowed } from './is-allowed.ts';
export { matchCapability } from './match-capability.ts';
export { overlapsCapability } from './overlap-capability.ts';
export { type RiskClass, type RiskPattern, riskOf, riskPolicies, shippedRiskPatterns } from './risk-of.ts';
