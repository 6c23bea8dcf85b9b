import type { Interpolated } from './interpolated.ts';

/**
 * Values can be large and placeholders many; past this length the rest stay as written, because their product would
 * exceed what a string can hold.
 */
const maxResultChars = 16 * 1024 * 1024;

/**
 * Replace every match of `pattern` once, from left to right; what is put in is never read again.
 *
 * Every placeholder ends in `}`, so the text after the last one is set aside first: a pattern that runs up to the next
 * `}` then always finds it, and the scan stays linear for text that opens a thousand braces and closes none.
 * @param pattern Shape: global, each match ends in `}`.
 * @param replace The replacement; undefined leaves the placeholder as written.
 */
export function replacePlaceholders(
  text: string,
  pattern: RegExp,
  replace: (groups: readonly (string | undefined)[]) => string | undefined,
): Interpolated<string> {
  const end = text.lastIndexOf('}') + 1;
  if (end === 0) return { value: text, warnings: [] };
  let room = maxResultChars;
  let skipped = 0;
  const head = text.slice(0, end).replace(pattern, (placeholder: string, ...groups: (string | undefined)[]) => {
    const replacement = replace(groups);
    if (replacement === undefined) return placeholder;
    if (replacement.length > room) {
      skipped += 1;
      return placeholder;
    }
    room -= replacement.length;
    return replacement;
  });
  const warnings = skipped > 0 ? [`${skipped} placeholders left as written: the text would grow too long`] : [];
  return { value: head + text.slice(end), warnings };
}
