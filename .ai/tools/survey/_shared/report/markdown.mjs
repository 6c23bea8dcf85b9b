import { oneLine } from '../io.mjs';

/** From where the report lies, `.ai/data/runs/<run>/artifacts/`, to the root of the project. */
const TO_ROOT = '../../../../../';

/** A link to a file or folder of the project, by its path; it works from where the report lies. */
export function link(path, line) {
  const target = path.split('/').map(encodeSegment).join('/');
  const shown = line === undefined ? path : `${path}:${line}`;
  return `[${code(shown)}](${TO_ROOT}${target}${line === undefined ? '' : `#L${line}`})`;
}

/** encodeURIComponent leaves brackets, which would end the link. A lone surrogate has no encoding. */
function encodeSegment(segment) {
  return encodeURIComponent(segment.toWellFormed()).replace(
    /[()'!*]/g,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
  );
}

/** Text as code: nothing in it is markup. */
export function code(text, maxChars = 160) {
  const line = oneLine(text.toWellFormed(), maxChars).replaceAll('`', "'").replaceAll('|', '\\|');
  return `\`${line === '' ? ' ' : line}\``;
}

/** Text of the project or of a scout as prose: it keeps to one line, one cell, and adds no markup of its own. */
export function prose(text, maxChars) {
  const escaped = oneLine(text.toWellFormed(), maxChars)
    .split(/(`[^`]+`)/)
    // Every second piece is code, in which nothing but the border of a table's cell counts.
    .map((piece, at) => (at % 2 === 1 ? piece.replaceAll('|', '\\|') : piece.replace(/[\\|<>[\]#`]/g, '\\$&')));
  return escaped.join('').replace(/^([-+*])/, '\\$1');
}

export function table(headings, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(headings), line(headings.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A number with thousands apart, the same in every locale. */
export function number(value) {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

export function count(value, one, many = `${one}s`) {
  return `${number(value)} ${value === 1 ? one : many}`;
}

export function size(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(bytes < 10_000 ? 1 : 0)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** Words as a list in a sentence. */
export function sentenceList(words) {
  return words.length <= 1 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
