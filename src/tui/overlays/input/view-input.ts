import { cellWidth, type Segment } from '../kit.ts';
import type { TextInput } from './text-input.ts';

/** An input as it is drawn. */
export interface InputView {
  /** Exactly as wide as asked for. */
  segments: readonly Segment[];
  /** The cell of the cursor, from 0; always inside. */
  cursor: number;
}

/**
 * The part of an input around its cursor. Where text is cut off, `<` and `>` stand in its place.
 * @param width Cells, at least 3.
 * @param placeholder Shown dim while nothing is typed.
 */
export function viewInput(input: TextInput, width: number, placeholder = ''): InputView {
  const cells = input.graphemes.length <= width ? input.graphemes.map(shown) : undefined;
  if (input.graphemes.length === 0) return { segments: [dim(fit([...placeholder], width))], cursor: 0 };
  const whole = cells?.join('') ?? '';
  // The cursor needs a cell of its own behind the last character.
  if (cells && cellWidth(whole) < width) {
    const cursor = cellWidth(cells.slice(0, input.cursor).join(''));
    return { segments: [{ text: fill(whole, width) }], cursor };
  }
  return cutView(input, width);
}

function cutView({ graphemes, cursor }: TextInput, width: number): InputView {
  const at = graphemes.slice(cursor, cursor + 1).map(shown);
  const atWidth = Math.max(1, cellWidth(at.join('')));
  // One cell for each mark of a cut end, and the cursor's character in whole.
  const room = width - 2;
  let start = cursor;
  let used = Math.min(atWidth, room);
  while (start > 0) {
    const step = cellWidth(shown(graphemes[start - 1] ?? ''));
    if (used + step > room) break;
    used += step;
    start -= 1;
  }
  const before = graphemes.slice(start, cursor).map(shown).join('');
  let end = cursor;
  let text = before;
  while (end < graphemes.length) {
    const next = text + shown(graphemes[end] ?? '');
    if (cellWidth(next) > room) break;
    text = next;
    end += 1;
  }
  const left: Segment = start > 0 ? dim('<') : { text: ' ' };
  const right: Segment = end < graphemes.length ? dim('>') : { text: ' ' };
  return { segments: [left, { text: fill(text, room) }, right], cursor: 1 + cellWidth(before) };
}

/** A kept line break is shown as two cells. */
function shown(grapheme: string): string {
  return grapheme === '\n' ? '\\n' : grapheme;
}

function fill(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - cellWidth(text)));
}

/** As many of the characters as fit, padded. */
function fit(characters: readonly string[], width: number): string {
  let text = '';
  for (const character of characters) {
    if (cellWidth(text + character) > width) break;
    text += character;
  }
  return fill(text, width);
}

function dim(text: string): Segment {
  return { text, dim: true };
}
