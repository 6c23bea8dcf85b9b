export { bar, percent } from './bar.ts';
export { type BoxFrame, box } from './box.ts';
export { cellWidth, graphemes } from './cell-width.ts';
export { type Align, fitText, pad, truncate } from './fit.ts';
export { asciiGlyphs, defaultGlyphs, type Glyphs } from './glyphs.ts';
export { drawOver, fitLine, lineOf, lineText, lineWidth, sliceLine, spread } from './line.ts';
export { paint } from './paint.ts';
export { sanitize, sanitizeLines, stripEscapes } from './sanitize.ts';
export { type Colour, type Line, type Segment, type Size, type Style, segment } from './segment.ts';
