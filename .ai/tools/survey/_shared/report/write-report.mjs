import { count, prose } from './markdown.mjs';
import * as sections from './sections.mjs';

/** What a newcomer reads in one sitting. */
const MAX_BYTES = 24_000;

/** How many items a list may have: the first number with which the report fits. */
const LIST_LENGTHS = [8, 5, 3, 2, 1];

/**
 * The report as Markdown: the same findings make the same text.
 * @param {import('./read-findings.mjs').Part[]} parts
 * @param {{project: string, isGit?: boolean, note?: string}} about
 */
export function writeReport(parts, about) {
  const texts = LIST_LENGTHS.map((most) => () => render(parts, about, most));
  const fitting = texts.map((text) => text()).find((text) => Buffer.byteLength(text) <= MAX_BYTES);
  return fitting ?? cutAtLine(render(parts, about, 1));
}

function render(parts, about, most) {
  const capped =
    most < LIST_LENGTHS[0] ? `Lists are cut to ${count(most, 'item')} a part, so that this page stays short.` : '';
  const read = parts.filter(({ finding }) => finding !== undefined).length;
  const blocks = [
    `# A map of ${prose(about.project, 80)}`,
    about.note === undefined ? '' : `> ${prose(about.note, 300)}`,
    sections.opening(parts, about),
    parts.length === 0 ? 'There are no files to map.' : sections.partsTable(parts),
    sections.notRead(parts),
    sections.startHere(parts, most),
    sections.partNotes(parts, most),
    sections.hotSpots(parts, most),
    sections.openEnds(parts, most),
    sections.dependencyList(parts, most),
    `---\n\n${read} of ${count(parts.length, 'part')} were read. Paths are shown from the root of the project; links lead there from where this report lies. ${capped}`.trim(),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function cutAtLine(text) {
  const kept = Buffer.from(text)
    .subarray(0, MAX_BYTES - 100)
    .toString('utf8');
  return `${kept.slice(0, kept.lastIndexOf('\n'))}\n\nThe rest was left out, so that this page stays short.\n`;
}
