import type { EventData } from '#protocol';

/** The limits that a run was started with, its budget among them. */
export function overridesOf({ limits, budget_usd }: Pick<EventData<'run_started'>, 'limits' | 'budget_usd'>) {
  return { ...limits, ...(budget_usd !== undefined && { spend: budget_usd }) };
}
