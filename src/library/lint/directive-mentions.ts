import type { DirectiveReading } from '../directive/read-directive.ts';
import { attributeOf, attributeOffset, childrenNamed, lastNamed, textOf } from '../xml/elements.ts';
import { hookMentions } from './hook-mentions.ts';
import type { Mention } from './mention.ts';

type Place = (offset: number) => { line: number; col: number };

/** What a directive names outside of itself: parents, knowledge, tools and items that it may use, its model. */
export function directiveMentions(
  { directive, root, metadata, grants }: DirectiveReading,
  text: string,
  place: Place,
): Mention[] {
  const mentions: Mention[] = [];
  if (directive.extends !== undefined) {
    const element = attributeOf(root, 'extends') === undefined ? lastNamed(metadata, 'extends') : undefined;
    const offset = element?.start ?? attributeOffset(text, root, 'extends');
    mentions.push({ what: 'item', kind: 'directive', id: directive.extends, as: 'extends', ...place(offset) });
  }
  for (const child of childrenNamed(lastNamed(metadata, 'context'), 'system', 'before', 'after')) {
    const id = textOf(child);
    if (id !== undefined)
      mentions.push({ what: 'item', kind: 'knowledge', id, as: `<${child.name}>`, ...place(child.start) });
  }
  const continuation = lastNamed(metadata, 'continuation_directive');
  if (continuation !== undefined && directive.continuationDirective !== undefined) {
    const id = directive.continuationDirective;
    mentions.push({
      what: 'item',
      kind: 'directive',
      id,
      as: '<continuation_directive>',
      ...place(continuation.start),
    });
  }
  const model = lastNamed(metadata, 'model', 'model_class');
  if (model !== undefined && directive.model !== undefined) {
    const { tier, id } = directive.model;
    const offset = attributeOffset(text, model, id === undefined ? 'tier' : 'id');
    mentions.push({
      what: 'model',
      ...(tier !== undefined && { tier }),
      ...(id !== undefined && { id }),
      ...place(offset),
    });
  }
  const acknowledged = directive.acknowledgedRisks.map(({ risk }) => risk);
  for (const { capability, offset, sound } of grants) {
    if (sound) mentions.push({ what: 'grant', capability, acknowledged, ...place(offset) });
  }
  const hooks = childrenNamed(lastNamed(metadata, 'hooks'), 'hook');
  for (const [index, hook] of directive.hooks.entries()) {
    const start =
      hooks.find((element) => attributeOf(element, 'id') === hook.id)?.start ?? hooks[index]?.start ?? root.start;
    mentions.push(...hookMentions(hook).map((mention) => ({ ...mention, ...place(start) })));
  }
  return mentions;
}
