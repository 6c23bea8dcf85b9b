import { checkCondition, type Json } from '#protocol';
import type { Report } from '../problems/report.ts';

/** @param offsetOf Where a part of the condition stands, by its path of keys. */
export function lintCondition(
  condition: Json | undefined,
  offsetOf: (path: readonly string[]) => number,
  report: Report,
): void {
  for (const { at, level, message } of checkCondition(condition)) {
    const path = at === '' ? [] : at.split('.');
    const text = `condition${at === '' ? '' : ` ${at}`}: ${message}`;
    if (level === 'error') report.error(offsetOf(path), 'bad-condition', text);
    else report.warn(offsetOf(path), 'odd-condition', text);
  }
}
