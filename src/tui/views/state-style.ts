import type { ThreadWord } from '../model/thread-word.ts';
import type { Glyphs, Style } from '../text/index.ts';

/** How a state looks beside its word: colour and glyph only repeat it. */
export function stateStyle(word: ThreadWord | 'lost'): Style {
  switch (word) {
    case 'run':
      return { colour: 'cyan' };
    case 'ASK':
      return { colour: 'yellow', bold: true };
    case 'done':
      return { colour: 'green' };
    case 'FAIL':
    case 'lost':
      return { colour: 'red', bold: true };
    case 'budget':
    case 'paused':
    case 'quiet':
      return { colour: 'yellow' };
    case 'wait':
    case 'stopped':
      return { dim: true };
  }
}

/** One cell that repeats a state. */
export function stateGlyph(word: ThreadWord | 'lost', glyphs: Glyphs): string {
  switch (word) {
    case 'run':
      return '*';
    case 'quiet':
      return '~';
    case 'ASK':
      return '!';
    case 'done':
      return glyphs.done;
    case 'FAIL':
    case 'lost':
      return glyphs.failed;
    case 'wait':
      return glyphs.waiting;
    case 'paused':
      return '=';
    case 'budget':
      return '$';
    case 'stopped':
      return '-';
  }
}
