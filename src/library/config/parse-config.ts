import type { JsonObject } from '#protocol';
import { InvalidItemError } from '../errors.ts';
import { reportOn } from '../problems/report.ts';
import { isJsonObject, readYaml } from '../yaml/read-yaml.ts';

/**
 * One config file; an empty one is `{}`.
 * @throws {InvalidItemError} with the place of the error.
 */
export function parseConfig(path: string, text: string): JsonObject {
  const report = reportOn(path, text);
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  const reading = readYaml(text.slice(start));
  if (!reading.ok) report.error(start + reading.offset, reading.code, reading.message);
  else if (reading.value === null) return {};
  else if (isJsonObject(reading.value)) return reading.value;
  else report.error(start, 'bad-yaml', 'a config file must be a mapping');
  throw new InvalidItemError(report.problems);
}
