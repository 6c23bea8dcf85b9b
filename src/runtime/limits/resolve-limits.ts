import type { AllLimits, Limits } from '#protocol';

/** What a parent leaves to its children. */
export interface ParentBounds {
  limits: Limits;
  /** Seconds until the parent's own time is up; absent where it has no such limit. */
  secondsLeft?: number;
}

/** The ceilings of a new thread. */
export interface ResolvedLimits {
  limits: Limits;
  /** A spend limit that was asked for by name, in USD: it is set aside from the parent. */
  explicitSpend?: number;
}

type Given = Partial<Record<string, number>>;

/**
 * The limits of a thread: defaults, then the directive's, then the caller's, and never more than the parent has.
 *
 * `turns`, `tokens` and `spawns` count one thread's own doing, so the parent's ceiling bounds them; time and depth are
 * shared, so what is left of the parent's does. Money is not bounded here but reserved (see the ledger): without a
 * spend limit of its own a child draws on its parent's, and so has none.
 * @returns `limits.depth` may be -1: then the thread may not exist.
 */
export function resolveLimits(
  defaults: AllLimits,
  directive: Given,
  overrides: Given,
  parent?: ParentBounds,
): ResolvedLimits {
  const given = { ...directive, ...overrides };
  const own: AllLimits = { ...defaults, ...pick(given) };
  if (!parent) return { limits: own, ...(given['spend'] !== undefined && { explicitSpend: own.spend }) };
  const bound = (key: 'turns' | 'tokens' | 'spawns'): number => Math.min(own[key], parent.limits[key] ?? own[key]);
  const explicitSpend = given['spend'];
  return {
    limits: {
      turns: bound('turns'),
      tokens: bound('tokens'),
      spawns: bound('spawns'),
      duration_seconds: Math.min(own.duration_seconds, parent.secondsLeft ?? own.duration_seconds),
      depth: Math.min(own.depth, (parent.limits.depth ?? own.depth) - 1),
      ...(explicitSpend !== undefined && { spend: explicitSpend }),
    },
    ...(explicitSpend !== undefined && { explicitSpend }),
  };
}

const NAMES = ['turns', 'tokens', 'spend', 'duration_seconds', 'spawns', 'depth'] as const;

function pick(given: Given): Partial<AllLimits> {
  const limits: Partial<AllLimits> = {};
  for (const name of NAMES) {
    const value = given[name];
    if (value !== undefined) limits[name] = value;
  }
  return limits;
}
