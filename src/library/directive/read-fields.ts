import type { Field } from '#protocol';
import type { Report } from '../problems/report.ts';
import { attributeOf, childrenNamed, textOf } from '../xml/elements.ts';
import type { XmlElement } from '../xml/parse-xml.ts';

/** Declared inputs or outputs: the direct `<input>` or `<output>` children, in order. Other children declare nothing. */
export function readFields(root: XmlElement, group: 'inputs' | 'outputs', tag: string, report: Report): Field[] {
  const fields = new Map<string, Field>();
  for (const element of childrenNamed(childrenNamed(root, group)[0], tag)) {
    const name = attributeOf(element, 'name');
    if (name === undefined) {
      report.error(element.start, 'unnamed-field', `this <${tag}> needs a name`);
      continue;
    }
    if (fields.has(name)) report.error(element.start, 'repeated-field', `<${tag}> "${name}" is declared twice`);
    const description = textOf(element);
    const fallback = element.attributes.get('default');
    fields.set(name, {
      name,
      type: attributeOf(element, 'type') ?? 'string',
      required: attributeOf(element, 'required')?.toLowerCase() === 'true',
      ...(description !== undefined && { description }),
      // An empty default is a default.
      ...(fallback !== undefined && group === 'inputs' && { default: fallback }),
    });
  }
  return [...fields.values()];
}
