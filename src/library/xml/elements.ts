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

/** Where the attribute's name stands in the file; the element's own place where it is not found. */
export function attributeOffset(text: string, element: XmlElement, name: string): number {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const found = new RegExp(`\\s${escaped}\\s*=`).exec(text.slice(element.start, element.end));
  return found === null ? element.start : element.start + found.index + 1;
}
