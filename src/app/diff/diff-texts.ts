import { createTwoFilesPatch, FILE_HEADERS_ONLY, OMIT_HEADERS } from 'diff';

/** Lines that are shown around what differs. */
const CONTEXT = 3;
/** Texts that differ in more lines than this are not worth the time that it takes to find out where. */
const MOST_EDITS = 4000;

/** What two texts are called in the head of a diff; an absent one is not there. */
interface TextNames {
  a: string | undefined;
  b: string | undefined;
}

/** A unified diff of two texts; undefined where hardly a line of them is the same. */
export function diffTexts(names: TextNames, a: string, b: string): string | undefined {
  const options = { context: CONTEXT, headerOptions: FILE_HEADERS_ONLY, maxEditLength: MOST_EDITS };
  return createTwoFilesPatch(names.a ?? '/dev/null', names.b ?? '/dev/null', a, b, undefined, undefined, options);
}

/** The same without a head: for values, which are in no file. */
export function diffLines(a: string, b: string): string | undefined {
  const options = { context: CONTEXT, headerOptions: OMIT_HEADERS, maxEditLength: MOST_EDITS };
  return createTwoFilesPatch('', '', a, b, undefined, undefined, options);
}

/** Two texts from their first line to their last, as one hunk; undefined where hardly a line of them is the same. */
export function diffWhole(a: string, b: string): string | undefined {
  if (a === b) return sameWhole(a);
  const options = { context: Number.MAX_SAFE_INTEGER, headerOptions: OMIT_HEADERS, maxEditLength: MOST_EDITS };
  return createTwoFilesPatch('', '', a, b, undefined, undefined, options);
}

function sameWhole(text: string): string {
  if (text === '') return '';
  const lines = text.replace(/\n$/, '').split('\n');
  const range = `1,${lines.length}`;
  return `@@ -${range} +${range} @@\n${lines.map((line) => ` ${line}\n`).join('')}`;
}
