import { readText } from './count-lines.mjs';
import { compareText, oneLine } from './io.mjs';

const MAX_CHARS = 320;

/**
 * What a part says of itself: the first paragraph of its README, else the description in a manifest at its root, else
 * the comment that its first entry point begins with.
 * @returns {{text: string, from: string} | undefined}
 */
export function findAbout(scope, files, manifests, entryPoints) {
  const root = scope.path === '.' ? '' : `${scope.path}/`;
  const readmes = files.filter(
    ({ path }) => isAt(path, root) && /^readme(\.(md|rst|txt))?$/i.test(path.slice(root.length)),
  );
  for (const { path } of readmes.sort((a, b) => compareText(a.path, b.path))) {
    const text = firstParagraph(readText(path) ?? '');
    if (text !== undefined) return { text: oneLine(text, MAX_CHARS), from: path };
  }
  for (const { path, description } of manifests) {
    if (isAt(path, root) && description !== undefined) return { text: oneLine(description, MAX_CHARS), from: path };
  }
  for (const { path } of entryPoints) {
    if (!isAt(path, root)) continue;
    const text = openingComment(readText(path, 4096) ?? '');
    if (text !== undefined) return { text: oneLine(text, MAX_CHARS), from: path };
  }
  return undefined;
}

function isAt(path, root) {
  return path.startsWith(root) && !path.slice(root.length).includes('/');
}

/** The first block of lines that is prose: no heading, badge, picture, table, list, fence or markup. */
function firstParagraph(text) {
  const outsideFences = text.replace(/^(```|~~~)[\s\S]*?^\1.*$/gm, '').replace(/<!--[\s\S]*?-->/g, '');
  for (const block of outsideFences.split(/\r?\n\s*\r?\n/)) {
    const lines = block
      .split(/\r?\n/)
      .filter((line) => !/^\s*(#|=+\s*$|-+\s*$|\[!\[|!\[|<|\||[-*+]\s|\d+\.\s|\.\. )/.test(line));
    // A line that is underlined is a heading of its own.
    const underlined = /\n\s*(=+|-{3,})\s*$/.test(block.trimEnd()) && lines.length === 1;
    const prose = plain(lines.join(' '));
    if (!underlined && /[\p{L}]{2}.*\s/u.test(prose)) return prose;
  }
  return undefined;
}

/** Markdown to text: links by their words, as their targets are relative to another file. */
function plain(text) {
  return text
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[([^\]]+)\](\([^)]*\)|\[[^\]]*\])/g, '$1')
    .replace(/^\s*>\s?/g, '')
    .replace(/(\*\*|__)(.+?)\1/g, '$2')
    .trim();
}

/** The block comment or docstring that a source file begins with, up to its first empty line. */
function openingComment(text) {
  const start = text.replace(/^#!.*\n/, '').trimStart();
  const block =
    /^\/\*\*?([\s\S]*?)\*\//.exec(start)?.[1]?.replace(/^\s*\* ?/gm, '') ??
    /^(?:"""|''')([\s\S]*?)(?:"""|''')/.exec(start)?.[1];
  const paragraph = block?.trim().split(/\n\s*\n|\n\s*@/)[0];
  const isNotice = paragraph === undefined || /copyright|licen[cs]e|eslint|@ts-/i.test(paragraph);
  return isNotice || paragraph.length < 20 ? undefined : paragraph;
}
