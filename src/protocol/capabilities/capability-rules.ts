import { z } from 'zod';
import { type RiskRules, shippedRiskRules } from './assess-risks.ts';

/** What a project and its user say about capabilities. */
export interface CapabilityRules {
  /** What a thread of a directive may hold though its parent does not, by the directive's id. */
  grants: ReadonlyMap<string, readonly string[]>;
  risks: RiskRules;
}

/** The rules of a project that has none of its own. */
export const shippedRules: CapabilityRules = { grants: new Map(), risks: shippedRiskRules };

const RiskSchema = z.enum(['safe', 'write', 'elevated', 'unrestricted']);
const CapabilitySchema = z.string().regex(/^rye\.[^\s/]+$/, 'a capability begins with "rye." and has dots, no slashes');
const LayerSchema = z.strictObject({
  /** Of the merging of config files. */
  extends: z.unknown().optional(),
  grants: z.record(z.string(), z.array(CapabilitySchema)).default({}),
  risk: z
    .strictObject({
      patterns: z.array(z.strictObject({ pattern: z.string().min(1), risk: RiskSchema })).default([]),
      policies: z.partialRecord(RiskSchema, z.enum(['allow', 'acknowledge', 'block'])).default({}),
    })
    .default({ patterns: [], policies: {} }),
});

/** The rules of one config file. */
export type CapabilityLayer = z.infer<typeof LayerSchema>;

/** What one config file says of capabilities, or which key of it cannot be used, and why. */
export function readCapabilityLayer(value: unknown): CapabilityLayer | { key: string; problem: string } {
  const { success, data, error } = LayerSchema.safeParse(value);
  if (success) return data;
  const [issue] = error.issues;
  return { key: issue?.path.join('.') ?? '', problem: issue?.message ?? 'it does not read' };
}

/**
 * The rules of all layers, the nearest to the project last: its patterns are tried first and its policies hold; grants
 * are added up.
 */
export function joinCapabilityLayers(layers: readonly CapabilityLayer[]): CapabilityRules {
  const grants = new Map<string, string[]>();
  for (const layer of layers) {
    for (const [directive, capabilities] of Object.entries(layer.grants))
      grants.set(directive, [...(grants.get(directive) ?? []), ...capabilities]);
  }
  return {
    grants,
    risks: {
      patterns: [...layers.toReversed().flatMap(({ risk }) => risk.patterns), ...shippedRiskRules.patterns],
      policies: Object.assign({}, shippedRiskRules.policies, ...layers.map(({ risk }) => risk.policies)),
    },
  };
}
