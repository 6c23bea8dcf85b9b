import { toUsd } from '#protocol';
import type { Target } from './demand.ts';
import { parseUsd } from './parse-usd.ts';
import type { Surroundings } from './surroundings.ts';

/** The ceiling that a run has now, in USD; undefined where it has none, or is not open. */
export function ceilingOf({ runId }: Target, { feed }: Pick<Surroundings, 'feed'>): number | undefined {
  const state = feed?.runId === runId ? feed.state : undefined;
  const limit = state?.threads.get(state.root ?? '')?.account.limit;
  return limit === undefined ? undefined : toUsd(limit);
}

/** A ceiling as it is typed, in USD: `2.50` is the new one, `+1` that much more than now. Or why it is none. */
export function newCeiling(text: string, target: Target, around: Pick<Surroundings, 'feed'>): number | string {
  const more = text.trim().startsWith('+');
  const usd = parseUsd(text.trim().replace(/^\+/, ''));
  if (usd === undefined || usd === 0) return 'Type an amount such as 1.50, or +0.50 for so much more, in USD.';
  if (!more) return usd;
  const now = ceilingOf(target, around);
  return now === undefined ? 'Its ceiling is not known here: type the new one.' : Number((now + usd).toFixed(9));
}
