import type { Directive } from '#protocol';
import type { Report } from '../problems/report.ts';
import { childrenNamed, textOf } from '../xml/elements.ts';
import type { XmlElement } from '../xml/parse-xml.ts';

const PLACES = ['system', 'before', 'after', 'suppress'];

/** The knowledge ids of `<context>`, each list in the order written. */
export function readContext(element: XmlElement | undefined, report: Report): Directive['context'] {
  for (const child of element?.children ?? []) {
    if (PLACES.includes(child.name)) continue;
    report.warn(child.start, 'unknown-context', `<${child.name}> in <context> is ignored: use ${PLACES.join(', ')}`);
  }
  const ids = (name: string): string[] => childrenNamed(element, name).flatMap((child) => textOf(child) ?? []);
  return { system: ids('system'), before: ids('before'), after: ids('after'), suppress: ids('suppress') };
}
