import type { Target } from '../demand.ts';
import { close, leaves, type OverlayEvent, type Step, stay } from '../step.ts';

/** A question before something ends for good. Only a typed `y` says yes. */
export interface Confirm {
  kind: 'confirm';
  wish: 'cancel' | 'kill';
  target: Target;
  /** Enter was pressed, which means no here, and was answered by saying so. */
  nudged: boolean;
}

export function openConfirm(wish: 'cancel' | 'kill', target: Target): Confirm {
  return { kind: 'confirm', wish, target, nudged: false };
}

/** `y` does it, `esc` and `n` leave; everything else, a paste and `enter` above all, does nothing. */
export function updateConfirm(confirm: Confirm, event: OverlayEvent): Step<Confirm> {
  if (event.kind === 'paste') return stay(confirm);
  const { key } = event;
  if (leaves(key) || (key.text ?? '') === 'n') return close();
  if (key.text === 'y' && !key.ctrl && !key.meta) {
    const { runId, thread } = confirm.target;
    const wish = { kind: confirm.wish, ...(thread !== undefined && { thread }) };
    return close({ kind: 'steer', runId, wish });
  }
  return stay(key.name === 'enter' ? { ...confirm, nudged: true } : confirm);
}
