import type { Json } from '#protocol';
import type { Report } from '../problems/report.ts';
import type { OffsetOf } from '../yaml/read-yaml.ts';

/** Where a part of a graph stands, and where what is wrong with it is told. */
export interface NodeSite {
  path: readonly (string | number)[];
  offsetOf: OffsetOf;
  report: Report;
}

/** Names of one key: a text, or a list of texts. */
export function listOfText(value: Json | undefined, key: string, { path, offsetOf, report }: NodeSite): string[] {
  if (value === undefined || value === null) return [];
  const list = Array.isArray(value) ? value : [value];
  const names = list.filter((each) => typeof each === 'string');
  if (names.length !== list.length) report.error(offsetOf([...path, key]), 'bad-graph', `${key} is a list of names`);
  return names;
}

/** A number of steps or items, from 1; undefined where there is none. */
export function wholeNumber(
  value: Json | undefined,
  key: string,
  { path, offsetOf, report }: NodeSite,
): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  report.error(offsetOf([...path, key]), 'bad-graph', `${key} is a whole number from 1, not ${JSON.stringify(value)}`);
  return undefined;
}
