import type { HookDefinition, ItemKind, JsonObject } from '#protocol';

const KINDS: readonly string[] = ['directive', 'knowledge', 'tool'];

/** The items that the actions of a hook name; an id with a placeholder in it names none yet. */
export function hookMentions({
  action,
  actions,
}: Pick<HookDefinition, 'action' | 'actions'>): { what: 'item'; kind: ItemKind; id: string; as: string }[] {
  return [...(action === undefined ? [] : [action]), ...(actions ?? [])].flatMap(mentionOf);
}

function mentionOf(action: JsonObject): { what: 'item'; kind: ItemKind; id: string; as: string }[] {
  const { item_type: type = 'tool', item_id: id, set_extends: parent } = action;
  if (typeof parent === 'string') return [{ what: 'item', kind: 'directive', id: parent, as: 'set_extends' }];
  if (typeof id !== 'string' || typeof type !== 'string' || !KINDS.includes(type) || /[{}]/.test(id)) return [];
  // The tools by which rye runs its own hooks are no files.
  if (id.startsWith('rye/agent/threads/internal/')) return [];
  return [{ what: 'item', kind: type as ItemKind, id, as: 'the action' }];
}
