import { type RunState, toUsd } from '#protocol';
import { amountText } from '../amount-text.ts';

/** `$1.25/5.00`: what a run has spent and may spend; `~` before what was made up. */
export function moneyText(state: RunState): string {
  const account = state.threads.get(state.root ?? '')?.account;
  const spent = amountText(toUsd((account?.own ?? 0) + (account?.children ?? 0)));
  const mark = state.started?.simulated ? '~' : '';
  const ceiling = account?.limit === undefined ? '' : `/${amountText(toUsd(account.limit))}`;
  return `${mark}$${spent}${ceiling}`;
}
