import type { XmlElement } from './parse-xml.ts';

export function childrenNamed(parent: XmlElement | undefined, ...names: string[]): XmlElement[] {
  return parent?.children.filter((child) => names.includes(child.name)) ?? [];
}

/** The last child of that name: of repeated elements the last one counts. */
export function lastNamed(parent: XmlElement | undefined, ...names: string[]): XmlElement | undefined {
  return childrenNamed(parent, ...names).at(-1);
}

/** Trimmed text; absent for a missing or an empty element. */
export function textOf(element: XmlElement | undefined): string | undefined {
  return element?.text.trim() || undefined;
}

/** A trimmed attribute; absent for a missing or an empty one. */
export function attributeOf(element: XmlElement | undefined, name: string): string | undefined {
  return element?.attributes.get(name)?.trim() || undefined;
}

/** Offsets of the attribute names of an element, found once. */
const offsets = new WeakMap<XmlElement, ReadonlyMap<string, number>>();

/** Where the attribute's name stands in the file; the element's own place where it is not found. */
export function attributeOffset(text: string, element: XmlElement, name: string): number {
  let found = offsets.get(element);
  if (found === undefined) {
    found = attributeOffsets(text.slice(element.start, element.end));
    offsets.set(element, found);
  }
  const offset = found.get(name);
  return offset === undefined ? element.start : element.start + offset;
}

/** The first of a name; the tag that carries them stands first in its source. */
function attributeOffsets(source: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const [whole, name = ''] of spans(source)) if (!found.has(name)) found.set(name, whole);
  return found;
}

function* spans(source: string): Generator<[number, string]> {
  const attribute = /\s([^\s=<>"'/]+)\s*=\s*(?:"[^"]*"|'[^']*')|>/g;
  for (let match = attribute.exec(source); match !== null; match = attribute.exec(source)) {
    if (match[1] === undefined) return;
    yield [match.index + 1, match[1]];
  }
}
