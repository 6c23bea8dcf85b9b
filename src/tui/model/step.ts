import type { Effect } from './effect.ts';
import type { Model } from './model.ts';

/** What an action comes to: the next model, and what is to be done outside of it. */
export interface Step {
  model: Model;
  effects: readonly Effect[];
}

/** A step that does nothing outside. */
export function still(model: Model): Step {
  return { model, effects: [] };
}

/** A step with something to do outside. */
export function doing(model: Model, ...effects: Effect[]): Step {
  return { model, effects };
}

/** How many messages the cockpit's own log keeps. */
const MOST_LOGGED = 500;

/** Says something in the message line; it stays in the cockpit's own log. @param text Sanitized. */
export function say(model: Model, text: string, level: 'info' | 'error' = 'info'): Model {
  const notice = { text, level, atMs: model.nowMs };
  return { ...model, notice, log: [...model.log, notice].slice(-MOST_LOGGED) };
}

/** What a key comes to that is about a row, where there is none. */
export function nothingSelected(model: Model): Step {
  return still(say(model, 'nothing is selected'));
}

/** A model without one of the parts that come and go. */
export function without(model: Model, part: 'notice' | 'prompt'): Model {
  const next = { ...model };
  delete next[part];
  return next;
}
