import stringWidth from 'string-width';
import { isNarrow } from './cell-width.ts';

/** SGR sequences (ECMA-48 8.3.117): they take no cell. */
const SGR = new RegExp(`${String.fromCharCode(0x1b)}\\[[\\d;]*m`, 'g');

/** Widths by text: from frame to frame most lines of a screen are the same. */
const widths = new Map<string, number>();
const MOST_REMEMBERED = 2_000;

/** What `string-width` answers, and the same at once where it was asked before or can be told at a glance. */
export function rememberedWidth(text: string, options?: Parameters<typeof stringWidth>[1]): number {
  if (options !== undefined) return stringWidth(text, options);
  const known = widths.get(text);
  if (known !== undefined) return known;
  const plain = text.replace(SGR, '');
  const width = isNarrow(plain) ? plain.length : stringWidth(plain);
  if (widths.size >= MOST_REMEMBERED) widths.clear();
  widths.set(text, width);
  return width;
}
