import type { Json, JsonObject } from '#protocol';
import { childrenNamed } from '../xml/elements.ts';
import type { XmlElement } from '../xml/parse-xml.ts';

const PRIMARIES = ['execute', 'fetch', 'sign', 'search', 'load'];

/** `<action primary="…" item_type="…" item_id="…">` with its `<param>`s. */
export function readAction(element: XmlElement): JsonObject {
  return { ...Object.fromEntries(element.attributes), ...readParams(element) };
}

/** The `<execute>`, `<fetch>` and `<sign>` children, each an action; text stands for a missing `item_id`. */
export function readBareActions(parent: XmlElement): JsonObject[] {
  return childrenNamed(parent, ...PRIMARIES).map((element) => {
    const text = element.text.trim();
    return {
      primary: element.name === 'search' || element.name === 'load' ? 'fetch' : element.name,
      ...(text !== '' && { item_id: text }),
      ...Object.fromEntries(element.attributes),
      ...readParams(element),
    };
  });
}

/** Children as `name: text`, the name being their `name` attribute or their tag; empty ones are left out. */
export function readPairs(children: XmlElement[]): JsonObject {
  return Object.fromEntries(
    children.flatMap((child) => {
      const text = child.text.trim();
      return text === '' ? [] : [[child.attributes.get('name') ?? child.name, text] as const];
    }),
  );
}

/** `true`, `false` and numbers by their look; anything else stays text. */
export function toScalar(text: string): Json {
  const trimmed = text.trim();
  if (/^(true|false)$/i.test(trimmed)) return trimmed.toLowerCase() === 'true';
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed) && Number.isFinite(Number(trimmed))
    ? Number(trimmed)
    : text;
}

function readParams(element: XmlElement): JsonObject {
  const params = readPairs(childrenNamed(element, 'param'));
  return Object.keys(params).length > 0 ? { params } : {};
}
