import type { Target } from '../demand.ts';
import { close, leaves, type OverlayEvent, type Step, stay } from '../step.ts';

/** A question before something ends for good. Only a typed `y` says yes. */
export interface Confirm {
  kind: 'confirm';
  wish: 'cancel' | 'kill';
  target: Target;
  /** `disarmed`: something else was typed, so a `y` in it would be no answer. */
  said: 'nothing' | 'enter' | 'disarmed';
}

export function openConfirm(wish: 'cancel' | 'kill', target: Target): Confirm {
  return { kind: 'confirm', wish, target, said: 'nothing' };
}

/**
 * `y` does it, `esc` and `n` leave; everything else, a paste and `enter` above all, does nothing. Whoever types a sentence
 * in here means something else by its `y`: after any other character it counts only once `enter` was pressed.
 */
export function updateConfirm(confirm: Confirm, event: OverlayEvent): Step<Confirm> {
  if (event.kind === 'paste') return stay(confirm);
  const { key } = event;
  if (leaves(key) || (key.text === 'n' && confirm.said !== 'disarmed')) return close();
  if (key.name === 'enter') return stay({ ...confirm, said: 'enter' });
  if (key.text === undefined || key.ctrl || key.meta) return stay(confirm);
  if (key.text === 'y' && confirm.said !== 'disarmed') {
    const { runId, thread } = confirm.target;
    const wish = { kind: confirm.wish, ...(thread !== undefined && { thread }) };
    return close({ kind: 'steer', runId, wish });
  }
  return stay({ ...confirm, said: 'disarmed' });
}
