import { type JsonObject, nearest } from '#protocol';

const CONTROL = 'rye/agent/threads/internal/control';
const ANSWERS = ['continue', 'skip', 'retry', 'fail', 'abort', 'suspend', 'escalate'];

/** Why an action of a hook can only fail; undefined where it can do something. */
export function deadAction(action: JsonObject, event: string): string | undefined {
  const { item_type: kind, item_id: id, params, set_extends: parent } = action;
  if (typeof parent === 'string' && event !== 'resolve_extends') return 'set_extends counts only on resolve_extends';
  if (kind === 'directive' && parent === undefined)
    return 'a hook cannot run a directive: let the thread spawn it, or give its text as knowledge';
  return id === CONTROL ? deadControl(params) : undefined;
}

function deadControl(params: JsonObject[string] | undefined): string | undefined {
  const given = typeof params === 'object' && params !== null && !Array.isArray(params) ? params['action'] : undefined;
  const asked = typeof given === 'string' ? given : '';
  if (ANSWERS.includes(asked) || asked.includes('${')) return undefined;
  const near = nearest(asked, ANSWERS);
  const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `there are ${ANSWERS.join(', ')}`;
  return `"${asked}" is no action of ${CONTROL}; ${hint}`;
}
