import { stripEscapes } from '../../text/index.ts';
import type { DiffItem } from './diff-item.ts';
import type { DiffScreen } from './diff-state.ts';
import { itemsOf } from './items-of.ts';
import { patchText } from './patch.ts';

/** The patch of one row; empty where it has none. */
export function patchOf(item: DiffItem): string {
  const { path, mark } = item;
  const text = item
    .parts()
    .map((part) => (part.kind === 'patch' ? patchText(part.lines) : ''))
    .join('');
  if (text === '' || path === undefined) return printable(text);
  const [a, b] = [mark === '+' ? '/dev/null' : `a/${path}`, mark === '-' ? '/dev/null' : `b/${path}`];
  return printable(`--- ${a}\n+++ ${b}\n${text}`);
}

/** Everything that differs as one patch: files, values that were returned, definitions. */
export function wholePatch({ comparison, ignoreSpace }: DiffScreen): string {
  if (!comparison) return '';
  const outputs = itemsOf(comparison, 'outputs', ignoreSpace);
  const known = new Set(outputs.map(({ id }) => id));
  const code = itemsOf(comparison, 'code', ignoreSpace).filter(({ id }) => !known.has(id));
  return [...outputs, ...code].map(patchOf).join('');
}

/** Not every pager takes out what would command the terminal. */
function printable(text: string): string {
  return stripEscapes(text).replace(/(?![\n\t])\p{Cc}/gu, '\ufffd');
}
