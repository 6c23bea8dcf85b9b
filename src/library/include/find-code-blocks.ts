import { linesOf } from '../lines-of.ts';

/** A fenced block of code with its fences; offsets are into the text. */
export interface CodeBlock {
  start: number;
  end: number;
}

interface OpenBlock {
  marks: string;
  start: number;
  quoted: boolean;
  /** How far the lines of the list item that holds it are indented; 0 where none does. */
  indent: number;
}

/**
 * The fenced code of a text, in order: at its top level, in lists and in quotations. A block ends at its closing marks,
 * or with the list item or the quotation that holds it, or with the text.
 * @see Source: CommonMark 0.31, sections 4.5, 5.1 and 5.2
 */
export function findCodeBlocks(text: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let open: OpenBlock | undefined;
  let isList = false;
  const close = (block: OpenBlock, end: number): void => {
    blocks.push({ start: block.start, end });
    open = undefined;
  };
  for (const { line, start, next } of linesOf(text)) {
    const inner = line.replace(/^(?: {0,3}> ?)+/, '');
    const quoted = inner !== line;
    const indent = indentOf(inner);
    if (open !== undefined && isOutside(open, inner, indent, quoted)) close(open, start);
    if (open !== undefined) {
      if (closes(open, inner)) close(open, next);
      continue;
    }
    const mark = /^[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)+/.exec(inner)?.[0];
    if (mark !== undefined) isList = true;
    else if (inner.trim() !== '' && indent === 0) isList = false;
    const marks = openingOf(inner.slice(mark?.length ?? 0), isList);
    if (marks !== undefined) open = { marks, start, quoted, indent: mark?.length ?? (isList ? indent : 0) };
  }
  if (open !== undefined) close(open, text.length);
  return blocks;
}

/** The marks that open a block; a line indented by four blanks is a block of another kind, except in a list. */
function openingOf(line: string, isList: boolean): string | undefined {
  const [, blanks = '', run, info = ''] = /^\uFEFF?([ \t]*)(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
  if (run === undefined || (run.startsWith('`') && info.includes('`'))) return undefined;
  return isList || indentOf(blanks) < 4 ? run : undefined;
}

function isOutside(open: OpenBlock, inner: string, indent: number, quoted: boolean): boolean {
  return quoted !== open.quoted || (inner.trim() !== '' && indent < open.indent);
}

function closes({ marks }: OpenBlock, inner: string): boolean {
  const trimmed = inner.trim();
  return trimmed.startsWith(marks) && /^(?:`+|~+)$/.test(trimmed);
}

function indentOf(line: string): number {
  return (/^[ \t]*/.exec(line)?.[0] ?? '').replaceAll('\t', '    ').length;
}
