import { compareText } from '../io.mjs';
import { code, count, link, number, prose, sentenceList, size, table } from './markdown.mjs';

/**
 * The sections of a report. Each takes the parts and how many items a list may have, and returns Markdown, or nothing
 * where there is nothing to say.
 * @typedef {import('./read-findings.mjs').Part} Part
 */

const read = (parts) => parts.filter(({ finding }) => finding !== undefined);

/** Sums what several parts say about the same thing. */
function summed(items, key, amount) {
  const sums = new Map();
  for (const item of items) sums.set(item[key], (sums.get(item[key]) ?? 0) + item[amount]);
  return [...sums].sort((a, b) => b[1] - a[1] || compareText(a[0], b[0]));
}

/** What the project is, in a paragraph. */
export function opening(parts, { project, isGit }) {
  const found = read(parts).map(({ finding }) => finding);
  const files = parts.reduce((sum, part) => sum + part.files, 0);
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  const languages = summed(
    found.flatMap(({ measure }) => measure.languages),
    'language',
    'lines',
  ).slice(0, 3);
  const tests = found.reduce((sum, { measure }) => sum + measure.tests.files, 0);
  const about = found.find((finding) => finding.path === '.')?.measure.about;
  const active = found
    .filter(({ activity }) => activity.commits > 0)
    .sort((a, b) => b.activity.commits - a.activity.commits || compareText(a.part, b.part));
  const last = found
    .flatMap(({ activity }) => activity.last ?? [])
    .sort(compareText)
    .at(-1);
  const sentences = [
    about === undefined ? '' : /[.!?:…]$/.test(about) ? prose(about, 400) : `${prose(about, 400)}.`,
    `${prose(project, 80)} holds ${count(files, 'file')} (${size(bytes)}) in ${count(parts.length, 'part')}.`,
    languages.length === 0
      ? ''
      : `It is written in ${sentenceList(languages.map(([name, lines]) => `${prose(name, 40)} (${count(lines, 'line')})`))}.`,
    tests === 0 ? 'No test files were found.' : `${count(tests, 'file')} ${tests === 1 ? 'is a test' : 'are tests'}.`,
    last === undefined
      ? ''
      : `The last commit is of ${prose(last, 10)}; in the 90 days before, most happened in ${sentenceList(active.slice(0, 3).map(({ part }) => code(part)))}.`,
    isGit === false ? 'It is not under git, so its history is not known.' : '',
  ];
  return sentences.filter((sentence) => sentence !== '' && !sentence.endsWith('in .')).join(' ');
}

export function partsTable(parts) {
  const rows = parts.map(({ part, path, files, bytes, finding }) => {
    const languages = finding?.measure.languages
      .slice(0, 3)
      .map(({ language }) => prose(language, 20))
      .join(', ');
    return [
      path === '.' ? `${code(part)} (the rest)` : link(path),
      finding === undefined ? '*not read, see below*' : languages || '–',
      number(files),
      finding === undefined ? '–' : number(finding.measure.lines),
      size(bytes),
      finding === undefined ? '–' : number(finding.measure.tests.files),
      finding?.activity.isGit ? number(finding.activity.commits) : '–',
    ];
  });
  return `## Parts\n\n${table(['part', 'languages', 'files', 'lines', 'size', 'tests', 'commits in 90 days'], rows)}`;
}

/** Part by part: what it is, what lies in it, who knows it. */
export function partNotes(parts, most) {
  const notes = read(parts).map(({ part, path, finding: { summary, measure, activity } }) => {
    const folders = measure.folders
      .slice(0, most)
      .map(({ name, files }) => `${link(path === '.' ? name : `${path}/${name}`)} (${number(files)})`);
    const largest = measure.largest
      .slice(0, Math.min(3, most))
      .map((file) => `${link(file.path)} (${count(file.lines, 'line')})`);
    const facts = [
      folders.length === 0 ? '' : `- Folders: ${folders.join(', ')}`,
      largest.length === 0 ? '' : `- Largest: ${largest.join(', ')}`,
      measure.tests.example === undefined
        ? ''
        : `- Tests: ${count(measure.tests.files, 'file')}, such as ${link(measure.tests.example)}`,
      activity.authors.length === 0
        ? ''
        : `- Ask: ${activity.authors.map((author) => prose(author, 60)).join(', ')}${activity.last === undefined ? '' : ` (last commit ${prose(activity.last, 10)})`}`,
    ].filter((fact) => fact !== '');
    const head = `### ${path === '.' ? `${code(part)}, the rest` : code(part)}`;
    return [
      head,
      ...(summary === undefined ? [] : [prose(summary, 500)]),
      ...(facts.length === 0 ? [] : [facts.join('\n')]),
    ].join('\n\n');
  });
  return notes.length === 0 ? '' : `## Part by part\n\n${notes.join('\n\n')}`;
}

/** Entry points in turns over the parts, so that no part crowds out the others. */
export function startHere(parts, most) {
  const lists = read(parts).map(({ finding }) => finding.measure.entryPoints);
  const seen = new Set();
  const chosen = [];
  for (let rank = 0; rank < Math.max(0, ...lists.map((each) => each.length)); rank += 1) {
    for (const entry of lists.flatMap((each) => each[rank] ?? [])) {
      if (!seen.has(entry.path)) chosen.push(entry);
      seen.add(entry.path);
    }
  }
  const shown = chosen.slice(0, most * 3);
  return section(
    'Where to start reading',
    shown.map(({ path, why }) => `- ${link(path)}${why === '' ? '' : `: ${prose(why, 120)}`}`),
    chosen.length - shown.length,
  );
}

export function hotSpots(parts, most) {
  const all = summed(
    read(parts).flatMap(({ finding }) => finding.activity.changed),
    'path',
    'commits',
  );
  const again = all.filter(([, commits]) => commits > 1);
  const changed = again.length > 0 ? again : all;
  const shown = changed.slice(0, most * 2);
  const rows = shown.map(([path, commits]) => `- ${link(path)}: ${count(commits, 'commit')}`);
  return section(
    'Hot spots',
    rows,
    changed.length - shown.length,
    'The files changed most in the 90 days before the last commit.',
  );
}

export function openEnds(parts, most) {
  const todos = read(parts).flatMap(({ finding }) => finding.todos.slice(0, most));
  const all = read(parts).reduce((sum, { finding }) => sum + finding.todos.length, 0);
  const partial = read(parts)
    .filter(({ finding }) => finding.moreTodos)
    .map(({ part }) => code(part));
  const rows = todos.map(({ file, line, text }) => `- ${link(file, line || undefined)}: ${code(text, 120)}`);
  const more =
    partial.length === 0
      ? undefined
      : `There are more in ${sentenceList(partial)}; only the first of each part are listed.`;
  return section('Open ends', rows, all - todos.length, more);
}

export function dependencyList(parts, most) {
  const rows = read(parts).flatMap(
    ({
      part,
      finding: {
        measure: { dependencies },
      },
    }) => {
      if (dependencies.count === 0) return [];
      const shown = dependencies.names.slice(0, most * 2);
      const left = dependencies.count - shown.length;
      const from = dependencies.from.slice(0, 2).map((path) => link(path));
      return [
        `- ${code(part)}: ${shown.map((name) => code(name, 60)).join(', ')}${left > 0 ? ` and ${number(left)} more` : ''}${from.length === 0 ? '' : ` (from ${from.join(', ')})`}`,
      ];
    },
  );
  return section('Dependencies', rows, 0);
}

/** What is not in the report, and why. Never left out for want of room. */
export function notRead(parts) {
  const rows = parts.flatMap(({ part, finding, why }) => {
    if (finding === undefined) return [`- ${code(part)} was not read: ${prose(why, 240)}`];
    const unread = finding.measure.notRead;
    return [
      ...finding.failures.map((failure) => `- ${code(part)}, ${prose(failure, 240)}`),
      ...(unread > 0
        ? [`- ${code(part)}: the lines of ${count(unread, 'file')} were not counted, for their size or number`]
        : []),
    ];
  });
  return section('What could not be read', rows, 0);
}

function section(title, rows, left, note) {
  if (rows.length === 0) return '';
  const rest = left > 0 ? `\n\n${number(left)} more ${left === 1 ? 'is' : 'are'} not listed.` : '';
  return `## ${title}\n\n${note === undefined ? '' : `${note}\n\n`}${rows.join('\n')}${rest}`;
}
