import { findInputs, type ItemSource } from '#protocol';
import { readAction, readBareActions, toScalar } from '../directive/read-action.ts';
import { type DirectiveReading, readDirective } from '../directive/read-directive.ts';
import { deadAction } from '../hooks/dead-action.ts';
import { deadEvent } from '../hooks/hook-events.ts';
import { placeAt, type Report, reportOn } from '../problems/report.ts';
import { attributeOf, attributeOffset, childrenNamed, lastNamed, textOf } from '../xml/elements.ts';
import type { XmlElement } from '../xml/parse-xml.ts';
import { directiveMentions } from './directive-mentions.ts';
import { lintCondition } from './lint-condition.ts';
import { type Claim, lintPlace } from './lint-place.ts';
import { lintText } from './lint-text.ts';
import type { Inspection } from './mention.ts';

const TYPES = ['string', 'integer', 'number', 'boolean', 'object', 'array'];

/** Elements of which only the last one of its kind counts. */
const SINGLE = ['model', 'limits', 'permissions', 'hooks', 'context', 'description', 'category', 'version'];

/**
 * Everything that can be said of a directive without knowing any other item.
 * @param placed The file lies where its id says.
 */
export function inspectDirective(source: ItemSource, placed: boolean): Inspection {
  const report = reportOn(source.path, source.text);
  lintText(report);
  const reading = readDirective(source, report);
  if (reading === undefined) return { problems: report.problems, mentions: [] };
  lintMetadata(reading, placed, report);
  lintFields(reading, report);
  lintInputs(reading, report);
  lintHooks(reading, report);
  const mentions = directiveMentions(reading, report.text, (offset) => placeAt(report.text, offset));
  return { problems: report.problems, mentions };
}

function lintMetadata({ directive, root, metadata }: DirectiveReading, placed: boolean, report: Report): void {
  const { text } = report;
  const claim = (attribute: string, element = lastNamed(metadata, attribute)): Claim | undefined => {
    const value = attributeOf(root, attribute);
    if (value !== undefined) return { value, offset: attributeOffset(text, root, attribute) };
    const inner = textOf(element);
    return element === undefined || inner === undefined ? undefined : { value: inner, offset: element.start };
  };
  const [name, version] = [claim('name'), claim('version')];
  const categoryElement = lastNamed(metadata, 'category');
  const category = categoryElement && { value: categoryElement.text.trim(), offset: categoryElement.start };
  lintPlace(
    directive.source,
    { ...(name && { name }), ...(version && { version }), ...(category && { category }) },
    placed,
    report,
  );
  if (name !== undefined && !/^[a-z][a-z0-9_]*$/.test(name.value)) {
    report.warn(name.offset, 'bad-item-name', `the name "${name.value}" is not in snake_case`);
  }
  const usual = { name, version, category, author: lastNamed(metadata, 'author') };
  const missing = Object.entries(usual).flatMap(([key, found]) => (found === undefined ? [key] : []));
  const place = (metadata ?? root).start;
  if (missing.length > 0) report.warn(place, 'missing-metadata', `the directive gives no ${missing.join(', no ')}`);
  if (directive.description === '') report.error(place, 'no-description', 'the directive has no <description>');
  if (directive.body === '')
    report.warn(text.length, 'empty-prompt', 'nothing stands below the fence: the prompt is empty');
  for (const child of metadata?.children ?? []) {
    if (SINGLE.includes(child.name) && lastNamed(metadata, child.name) !== child) {
      report.warn(child.start, 'repeated-element', `<${child.name}> stands again below; only the last one counts`);
    }
  }
}

function lintFields({ root }: DirectiveReading, report: Report): void {
  const fields: XmlElement[] = [
    ...childrenNamed(childrenNamed(root, 'inputs')[0], 'input'),
    ...childrenNamed(childrenNamed(root, 'outputs')[0], 'output'),
  ];
  for (const field of fields) {
    const [name, type] = [attributeOf(field, 'name') ?? '', attributeOf(field, 'type')];
    if (type === undefined && field.name === 'input') {
      report.warn(field.start, 'untyped-field', `the input "${name}" has no type and counts as a string`);
    }
    if (type !== undefined && !TYPES.includes(type)) {
      const offset = attributeOffset(report.text, field, 'type');
      report.warn(offset, 'unknown-type', `"${type}" is no type: use ${TYPES.join(', ')}`);
    }
  }
}

function lintInputs({ directive, fence, root }: DirectiveReading, report: Report): void {
  if (!directive.declaresInputs) return;
  const below = report.text.slice(fence.end).trim() !== '';
  const start = below ? fence.end : fence.contentStart;
  const uses = findInputs(report.text.slice(start, below ? undefined : fence.contentEnd));
  const declared = new Set(directive.inputs.map(({ name }) => name));
  for (const { name, offset, optional } of uses) {
    if (declared.has(name)) continue;
    const message = `the input "${name}" is not declared, and so can never be given`;
    if (optional) report.warn(start + offset, 'undeclared-input', message);
    else report.error(start + offset, 'undeclared-input', message);
  }
  const used = new Set([...uses, ...findInputs(JSON.stringify(directive.hooks))].map(({ name }) => name));
  for (const element of childrenNamed(childrenNamed(root, 'inputs')[0], 'input')) {
    const name = attributeOf(element, 'name');
    if (name === undefined || used.has(name)) continue;
    report.warn(element.start, 'unused-input', `the input "${name}" is declared, but the prompt never uses it`);
  }
}

function lintHookActions(hook: XmlElement, event: string, report: Report): void {
  const action = lastNamed(hook, 'action');
  for (const each of [...(action ? [readAction(action)] : []), ...readBareActions(action ?? hook)]) {
    const dead = deadAction(each, event);
    if (dead !== undefined) report.warn((action ?? hook).start, 'dead-hook', dead);
  }
}

function lintHooks({ metadata }: DirectiveReading, report: Report): void {
  const ids = new Set<string>();
  for (const hook of childrenNamed(lastNamed(metadata, 'hooks'), 'hook')) {
    const [id, event] = [attributeOf(hook, 'id'), attributeOf(hook, 'event') ?? textOf(lastNamed(hook, 'when'))];
    const dead = event !== undefined && /^[a-z][a-z_]*$/.test(event) ? deadEvent(event) : undefined;
    if (dead !== undefined) report.warn(attributeOffset(report.text, hook, 'event'), 'dead-hook', dead);
    if (id !== undefined && ids.has(id)) {
      report.warn(attributeOffset(report.text, hook, 'id'), 'repeated-hook', `there is another hook "${id}"`);
    }
    if (id !== undefined) ids.add(id);
    lintHookCondition(hook, report);
    lintHookActions(hook, event ?? '', report);
  }
}

function lintHookCondition(hook: XmlElement, report: Report): void {
  const element = lastNamed(hook, 'condition');
  if (element === undefined) return;
  for (const child of element.children) {
    report.error(child.start, 'bad-condition', `<${child.name}> inside a <condition> is not read: use its attributes`);
  }
  const condition = Object.fromEntries(
    [...element.attributes].map(([key, value]) => [key, key === 'value' ? toScalar(value) : value]),
  );
  const offsetOf = ([key]: readonly string[]): number =>
    key === undefined ? element.start : attributeOffset(report.text, element, key);
  lintCondition(condition, offsetOf, report);
}
