import type { IUnicodeVersionProvider } from '@xterm/headless';
import stringWidth from 'string-width';

const widths = new Map<number, 0 | 1 | 2>();

function widthOf(codepoint: number): 0 | 1 | 2 {
  let width = widths.get(codepoint);
  if (width === undefined) {
    width = Math.min(2, stringWidth(String.fromCodePoint(codepoint))) as 0 | 1 | 2;
    widths.set(codepoint, width);
  }
  return width;
}

/**
 * How wide characters are in the terminals of today. The emulator itself knows Unicode 6, where no emoji is wide.
 * What `charProperties` returns is packed as the emulator's own tables pack it: state, width, whether it joins.
 */
export const currentWidths: IUnicodeVersionProvider = {
  version: 'current',
  wcwidth: widthOf,
  charProperties(codepoint, preceding) {
    const before = (preceding >> 1) & 3;
    const own = widthOf(codepoint);
    const joins = own === 0 && before > 0;
    const width = joins ? Math.max(own, before) : own;
    return (width << 1) | (joins ? 1 : 0);
  },
};
