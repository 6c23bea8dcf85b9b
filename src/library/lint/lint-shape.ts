import { type Json, nearest } from '#protocol';
import type { Shape } from '../config/config-shapes.ts';
import type { Report } from '../problems/report.ts';
import { isJsonObject, type OffsetOf } from '../yaml/read-yaml.ts';

/** Keys of merging, not of a config (formats 1.6). */
const MERGING = ['extends'];

/** Compares a config value with its shape: unknown keys, with the nearest known ones, and values of the wrong kind. */
export function lintShape(value: Json, shape: Shape, offsetOf: OffsetOf, report: Report): void {
  visit(value, shape, [], offsetOf, report);
}

function visit(value: Json, shape: Shape, path: readonly string[], offsetOf: OffsetOf, report: Report): void {
  if (shape === 'any' || value === null) return;
  const wrong = (what: string): void => {
    const name = path.length === 0 ? 'the file' : path.join('.');
    report.error(offsetOf(path), 'bad-config', `${name} is to be ${what}, not ${shown(value)}`);
  };
  if (typeof shape === 'string') {
    if (!isOf(value, shape)) wrong(WORDS[shape]);
  } else if ('oneOf' in shape) {
    if (typeof value !== 'string' || !shape.oneOf.includes(value)) wrong(`one of ${shape.oneOf.join(', ')}`);
  } else if ('oneOrMore' in shape) {
    visit(value, Array.isArray(value) ? { list: shape.oneOrMore } : shape.oneOrMore, path, offsetOf, report);
  } else if ('list' in shape) {
    if (!Array.isArray(value)) wrong('a list');
    else
      for (const [index, item] of value.entries()) visit(item, shape.list, [...path, String(index)], offsetOf, report);
  } else if (!isJsonObject(value)) wrong('a mapping');
  else if ('of' in shape) {
    for (const [key, inner] of Object.entries(value)) visit(inner, shape.of, [...path, key], offsetOf, report);
  } else {
    const known = Object.keys(shape.keys);
    for (const [key, inner] of Object.entries(value)) {
      const below = Object.hasOwn(shape.keys, key) ? shape.keys[key] : undefined;
      if (below !== undefined) visit(inner, below, [...path, key], offsetOf, report);
      else if (!MERGING.includes(key)) {
        const near = nearest(key, known);
        const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `there are ${known.join(', ')}`;
        const message = `${[...path, key].join('.')} is no key of this file; ${hint}`;
        if (shape.strict) report.error(offsetOf([...path, key], 'key'), 'unknown-key', message);
        else report.warn(offsetOf([...path, key], 'key'), 'unknown-key', message);
      }
    }
  }
}

const WORDS: Readonly<Record<'text' | 'flag' | 'number' | 'count', string>> = {
  text: 'text',
  flag: 'true or false',
  number: 'a number of 0 or more',
  count: 'a whole number of 0 or more',
};

function isOf(value: Json, kind: keyof typeof WORDS): boolean {
  if (kind === 'text') return typeof value === 'string';
  if (kind === 'flag') return typeof value === 'boolean';
  if (typeof value !== 'number' || value < 0) return false;
  return kind === 'number' || Number.isInteger(value);
}

function shown(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
