import type { Report } from '../problems/report.ts';

/** Controls but tab and line feed, a byte order mark that is not first, and halves of surrogate pairs. */
const CONTROL = /[^\P{Cc}\t\n]|(?!^)\ufeff|\p{Cs}/gu;

/** Embeddings, overrides and isolates of the bidirectional algorithm (Unicode TR 36, section 2.10.2). */
const DIRECTION = /[\u202a-\u202e\u2066-\u2069]/g;

/** Characters that hide what a text says. A NUL is an error: no editor or shell passes it on. */
export function lintText(report: Report): void {
  for (const { 0: char, index } of report.text.matchAll(CONTROL)) {
    const message = `the character ${nameOf(char)} is not one of text`;
    if (char === '\0') report.error(index, 'control-character', message);
    else report.warn(index, 'control-character', message);
  }
  for (const { 0: char, index } of report.text.matchAll(DIRECTION)) {
    report.warn(index, 'hidden-direction', `${nameOf(char)} turns the reading direction of what follows`);
  }
}

function nameOf(char: string): string {
  return `U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}
