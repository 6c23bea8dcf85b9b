import { cellWidth, fitText, pad, type Segment, sanitize, segment } from '../text/index.ts';
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
 * @param width Cells, at least 4.
 * @param placeholder Shown dim while nothing is typed.
 */
export function viewInput(input: TextInput, width: number, placeholder = ''): InputView {
  const { graphemes, cursor } = input;
  if (graphemes.length === 0) {
    return { segments: [segment(fitText(sanitize(placeholder), width, 'left', ''), { dim: true })], cursor: 0 };
  }
  // A long text is not measured to find out that it does not fit.
  if (graphemes.length < width) {
    const whole = graphemes.map(shown).join('');
    // The cursor needs a cell of its own behind the last character.
    if (cellWidth(whole) < width) {
      return {
        segments: [segment(pad(whole, width))],
        cursor: cellWidth(graphemes.slice(0, cursor).map(shown).join('')),
      };
    }
  }
  return cutView(input, width);
}

function cutView({ graphemes, cursor }: TextInput, width: number): InputView {
  // One cell for each mark of a cut end.
  const room = width - 2;
  const at = cellWidth(shown(graphemes[cursor] ?? ''));
  let start = cursor;
  let before = '';
  while (start > 0) {
    const longer = shown(graphemes[start - 1] ?? '') + before;
    if (cellWidth(longer) + Math.min(Math.max(1, at), room) > room) break;
    before = longer;
    start -= 1;
  }
  let end = cursor;
  let text = before;
  while (end < graphemes.length) {
    const longer = text + shown(graphemes[end] ?? '');
    if (cellWidth(longer) > room) break;
    text = longer;
    end += 1;
  }
  const left = start > 0 ? segment('<', { dim: true }) : segment(' ');
  const right = end < graphemes.length ? segment('>', { dim: true }) : segment(' ');
  return { segments: [left, segment(pad(text, room)), right], cursor: 1 + cellWidth(before) };
}

/** A grapheme as it is safe to show; a kept line break is shown as two cells. */
function shown(grapheme: string): string {
  return grapheme === '\n' ? '\\n' : sanitize(grapheme);
}
