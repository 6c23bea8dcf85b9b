import { type Json, type JsonObject, nearest } from '#protocol';
import { deadAction } from '../hooks/dead-action.ts';
import { deadEvent } from '../hooks/hook-events.ts';
import { placeAt, type Report } from '../problems/report.ts';
import { isJsonObject, type OffsetOf } from '../yaml/read-yaml.ts';
import { hookMentions } from './hook-mentions.ts';
import { lintCondition } from './lint-condition.ts';
import type { Mention } from './mention.ts';

const KEYS = ['id', 'event', 'layer', 'position', 'wrap', 'condition', 'action', 'actions', 'inputs', 'description'];
const PRIMARIES = ['execute', 'fetch', 'sign', 'search', 'load'];

/** The hooks of one list of a YAML file. @param path Where the list stands. @returns what their actions name */
export function lintHookList(
  hooks: Json,
  path: readonly (string | number)[],
  offsetOf: OffsetOf,
  report: Report,
): Mention[] {
  if (hooks === null) return [];
  if (!Array.isArray(hooks)) {
    report.error(offsetOf(path), 'bad-hook', `${path.join('.')} is to be a list of hooks`);
    return [];
  }
  const ids = new Set<Json>();
  return hooks.flatMap((hook, index) => {
    const at: Site = { path: [...path, index], offsetOf, report };
    if (!isJsonObject(hook)) {
      report.error(offsetOf(at.path), 'bad-hook', 'a hook is to be a mapping');
      return [];
    }
    const { id } = hook;
    if (typeof id === 'string' && ids.has(id)) warn(at, ['id'], 'repeated-hook', `there is another hook "${id}"`);
    if (id !== undefined) ids.add(id);
    lintHook(hook, at);
    return mentionsOf(hook, at);
  });
}

interface Site {
  path: readonly (string | number)[];
  offsetOf: OffsetOf;
  report: Report;
}

function lintHook(hook: JsonObject, at: Site): void {
  for (const key of Object.keys(hook)) {
    if (KEYS.includes(key)) continue;
    const near = nearest(key, KEYS);
    const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `there are ${KEYS.join(', ')}`;
    at.report.warn(at.offsetOf([...at.path, key], 'key'), 'unknown-key', `"${key}" is no key of a hook; ${hint}`);
  }
  const { id, event, layer, position, wrap, condition } = hook;
  if (id !== undefined && typeof id !== 'string') error(at, ['id'], 'the id of a hook is text');
  if (typeof event !== 'string') error(at, event === undefined ? [] : ['event'], 'a hook needs the name of an event');
  else {
    const dead = deadEvent(event);
    if (dead !== undefined) warn(at, ['event'], 'dead-hook', dead);
  }
  if (layer !== undefined && !Number.isInteger(layer)) error(at, ['layer'], 'layer is a whole number');
  if (position !== undefined && position !== 'before' && position !== 'after') {
    error(at, ['position'], 'position is "before" or "after"');
  }
  if (wrap !== undefined && typeof wrap !== 'boolean') error(at, ['wrap'], 'wrap is true or false');
  lintCondition(condition, (path) => at.offsetOf([...at.path, 'condition', ...path]), at.report);
  lintActions(hook, at);
}

function lintActions({ action, actions, event: on }: JsonObject, at: Site): void {
  const event = typeof on === 'string' ? on : '';
  if (action === undefined && actions === undefined)
    warn(at, [], 'dead-hook', 'this hook does nothing: it has no action');
  if (action !== undefined) lintAction(action, event, ['action'], at);
  if (actions === undefined) return;
  if (!Array.isArray(actions)) error(at, ['actions'], 'actions is a list');
  else for (const [index, each] of actions.entries()) lintAction(each, event, ['actions', index], at);
}

function lintAction(action: Json, event: string, path: (string | number)[], at: Site): void {
  if (!isJsonObject(action)) {
    error(at, path, 'an action is a mapping');
    return;
  }
  const { primary, item_id: id, params } = action;
  if (primary !== undefined && (typeof primary !== 'string' || !PRIMARIES.includes(primary))) {
    error(at, [...path, 'primary'], `primary is ${PRIMARIES.slice(0, 3).join(', ')}, not ${JSON.stringify(primary)}`);
  }
  if (id !== undefined && typeof id !== 'string') error(at, [...path, 'item_id'], 'item_id is text');
  if (params !== undefined && !isJsonObject(params)) error(at, [...path, 'params'], 'params is a mapping');
  const dead = deadAction(action, event);
  if (dead !== undefined) at.report.warn(at.offsetOf([...at.path, ...path]), 'dead-hook', dead);
}

function mentionsOf(hook: JsonObject, at: Site): Mention[] {
  const { action, actions } = hook;
  const named = hookMentions({
    ...(isJsonObject(action) && { action }),
    ...(Array.isArray(actions) && { actions: actions.filter(isJsonObject) }),
  });
  const place = placeAt(at.report.text, at.offsetOf([...at.path, action === undefined ? 'actions' : 'action'], 'key'));
  return named.map((mention) => ({ ...mention, ...place }));
}

function error(at: Site, path: readonly (string | number)[], message: string): void {
  at.report.error(at.offsetOf([...at.path, ...path]), 'bad-hook', message);
}

function warn(at: Site, path: readonly string[], code: 'dead-hook' | 'repeated-hook', message: string): void {
  at.report.warn(at.offsetOf([...at.path, ...path]), code, message);
}
