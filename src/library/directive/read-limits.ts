import type { Report } from '../problems/report.ts';
import { attributeOffset } from '../xml/elements.ts';
import type { XmlElement } from '../xml/parse-xml.ts';

const ALIASES: ReadonlyMap<string, string> = new Map([
  ['max_turns', 'turns'],
  ['max_tokens', 'tokens'],
  ['max_spend', 'spend'],
  ['max_spawns', 'spawns'],
  ['max_depth', 'depth'],
  ['timeout', 'duration_seconds'],
  ['duration', 'duration_seconds'],
  ['max_duration', 'duration_seconds'],
]);

const WHOLE = new Set(['turns', 'tokens', 'spawns', 'depth']);
const FRACTIONAL = new Set(['spend', 'duration_seconds']);

/** The known limits by their canonical names. Of one given twice the smaller counts. */
export function readLimits(element: XmlElement | undefined, report: Report): Record<string, number> {
  const limits: Record<string, number> = {};
  for (const { key, value, offset } of element === undefined ? [] : entriesOf(element, report.text)) {
    const name = ALIASES.get(key) ?? key;
    if (name === 'spend_currency') {
      if (value !== 'USD')
        report.error(offset, 'bad-limit', `spend_currency is "${value}", but money is counted in USD only`);
      continue;
    }
    if (!WHOLE.has(name) && !FRACTIONAL.has(name)) {
      report.warn(offset, 'unknown-limit', `"${key}" is no limit: use ${[...WHOLE, ...FRACTIONAL].join(', ')}`);
      continue;
    }
    const written = (WHOLE.has(name) ? /^\d+$/ : /^(?:\d+(?:\.\d+)?|\.\d+)$/).test(value);
    if (!written || Number(value) > Number.MAX_SAFE_INTEGER) {
      report.error(
        offset,
        'bad-limit',
        `limit "${key}" is "${value.slice(0, 40)}", not a ${WHOLE.has(name) ? 'whole number' : 'number'} of 0 or more`,
      );
      continue;
    }
    const given = limits[name];
    if (given !== undefined)
      report.warn(offset, 'repeated-limit', `limit "${name}" is given twice; the smaller value counts`);
    limits[name] = Math.min(given ?? Number.POSITIVE_INFINITY, Number(value));
  }
  return limits;
}

/** Attributes first, then child elements such as `<turns>3</turns>`. */
function entriesOf(element: XmlElement, text: string): { key: string; value: string; offset: number }[] {
  return [
    ...[...element.attributes].map(([key, value]) => ({
      key,
      value: value.trim(),
      offset: attributeOffset(text, element, key),
    })),
    ...element.children.map((child) => ({ key: child.name, value: child.text.trim(), offset: child.start })),
  ];
}
