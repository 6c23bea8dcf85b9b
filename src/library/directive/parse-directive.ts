import type { Directive, ItemSource } from '#protocol';
import { InvalidItemError } from '../errors.ts';
import { errorsIn, reportOn } from '../problems/report.ts';
import { readDirective } from './read-directive.ts';

/**
 * Parses a directive. Only its first xml fence is XML; what stands below the fence is the prompt and is never parsed.
 * @throws {InvalidItemError} with the place of every error in the file.
 */
export function parseDirective(source: ItemSource): Directive {
  const report = reportOn(source.path, source.text);
  const reading = readDirective(source, report);
  if (reading === undefined || errorsIn(report).length > 0) throw new InvalidItemError(report.problems);
  return reading.directive;
}
