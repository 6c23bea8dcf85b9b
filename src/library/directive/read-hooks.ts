import type { HookDefinition, JsonObject } from '#protocol';
import type { Report } from '../problems/report.ts';
import { attributeOf, attributeOffset, childrenNamed, lastNamed, textOf } from '../xml/elements.ts';
import type { XmlElement } from '../xml/parse-xml.ts';
import { readAction, readBareActions, readPairs, toScalar } from './read-action.ts';

/**
 * The hooks that can fire: those with an `event` attribute, and those whose `<when>` is a bare event name. Any other is
 * left out with a warning.
 */
export function readHooks(element: XmlElement | undefined, report: Report): HookDefinition[] {
  return childrenNamed(element, 'hook').flatMap((hook, index) => readHook(hook, index, report));
}

function readHook(hook: XmlElement, index: number, report: Report): HookDefinition[] {
  const when = textOf(lastNamed(hook, 'when'));
  const event = attributeOf(hook, 'event') ?? when;
  if (event === undefined || !/^[a-z][a-z_]*$/.test(event)) {
    const why = event === undefined ? 'it names no event' : `"${event}" is no event name`;
    report.warn(hook.start, 'dead-hook', `this hook is not executable: ${why}`);
    return [];
  }
  const condition = lastNamed(hook, 'condition');
  const inputs = lastNamed(hook, 'inputs');
  return [
    {
      id: attributeOf(hook, 'id') ?? `hook-${index + 1}`,
      event,
      ...readLayer(hook, report),
      ...readPosition(hook, report),
      ...readWrap(hook, report),
      ...(condition !== undefined && { condition: readCondition(condition) }),
      ...readActions(hook, report),
      ...(inputs !== undefined && { inputs: readPairs(inputs.children) }),
    },
  ];
}

function readActions(hook: XmlElement, report: Report): Pick<HookDefinition, 'action' | 'actions'> {
  const action = lastNamed(hook, 'action');
  const bare = readBareActions(action ?? hook);
  if (action !== undefined) return bare.length > 0 ? { actions: bare } : { action: readAction(action) };
  const [first, ...others] = bare;
  if (first === undefined) {
    report.warn(hook.start, 'dead-hook', 'this hook does nothing: it has no <action>');
    return {};
  }
  return others.length > 0 ? { actions: bare } : { action: first };
}

function readCondition(element: XmlElement): JsonObject {
  const pairs = [...element.attributes].map(
    ([key, value]) => [key, key === 'value' ? toScalar(value) : value] as const,
  );
  return Object.fromEntries(pairs);
}

function readLayer(hook: XmlElement, report: Report): { layer?: number } {
  const layer = attributeOf(hook, 'layer');
  if (layer === undefined) return {};
  if (/^-?\d+$/.test(layer)) return { layer: Number(layer) };
  report.error(attributeOffset(report.text, hook, 'layer'), 'bad-hook', `layer is "${layer}", not a whole number`);
  return {};
}

function readPosition(hook: XmlElement, report: Report): { position?: 'before' | 'after' } {
  const position = attributeOf(hook, 'position');
  if (position === undefined) return {};
  if (position === 'before' || position === 'after') return { position };
  report.error(
    attributeOffset(report.text, hook, 'position'),
    'bad-hook',
    `position is "${position}", not "before" or "after"`,
  );
  return {};
}

function readWrap(hook: XmlElement, report: Report): { wrap?: boolean } {
  const wrap = attributeOf(hook, 'wrap')?.toLowerCase();
  if (wrap === undefined) return {};
  if (wrap === 'true' || wrap === 'false') return { wrap: wrap === 'true' };
  report.error(attributeOffset(report.text, hook, 'wrap'), 'bad-hook', `wrap is "${wrap}", not "true" or "false"`);
  return {};
}
