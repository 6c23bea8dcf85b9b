import { findAbout } from './_shared/about.mjs';
import { countLines } from './_shared/count-lines.mjs';
import { findEntryPoints } from './_shared/entry-points.mjs';
import { compareText, runTool, shrinkToFit } from './_shared/io.mjs';
import { isLockFile, languageOf } from './_shared/languages.mjs';
import { readManifests } from './_shared/manifests.mjs';
import { listProjectFiles, readScope } from './_shared/project-files.mjs';

export const __version__ = '1.0.0';
export const __tool_type__ = 'node';
export const __executor_id__ = 'rye/core/runtimes/node/node';
export const __category__ = 'survey';
export const __tool_description__ =
  'Measures a part of the project: languages with files and lines, folders, largest files, entry points, dependencies, tests, and what the part says of itself (about).';
export const __effect__ = 'none';
export const CONFIG_SCHEMA = {
  type: 'object',
  properties: {
    path: {
      type: 'string',
      description: 'A folder or file, relative to the project root. Default: the whole project.',
    },
    except: {
      type: 'array',
      items: { type: 'string' },
      description: 'Folders below path that do not belong to the part.',
    },
  },
  additionalProperties: false,
};

/** Small enough that the findings of twelve parts fit into one conversation. */
const MAX_RESULT_BYTES = 1700;

const TEST_NAME = /[._-](test|spec)\.[a-z]+$|_test\.(go|py|rb)$|(^|\/)test_[^/]*\.py$/;
const TEST_FOLDER = /(^|\/)(tests?|__tests__|spec)\//;

/** What tests read. */
const TEST_DATA = /(^|\/)(fixtures?|__fixtures__|testdata|__snapshots__)\//;
const PROSE_AND_DATA = new Set([
  'Markdown',
  'reStructuredText',
  'Text',
  'JSON',
  'YAML',
  'TOML',
  'XML',
  'HTML',
  'CSS',
  'SQL',
]);

await runTool((parameters) => {
  const scope = readScope(parameters);
  const { files, cut } = listProjectFiles(scope);
  if (files.length === 0) throw new Error(`There are no files at "${scope.path}".`);
  const { lines, skipped } = countLines(files);
  const manifests = readManifests(files);
  const entryPoints = findEntryPoints(scope.path, files, manifests);
  const about = findAbout(scope, files, manifests, entryPoints);
  const dependencies = [...new Set(manifests.flatMap((manifest) => manifest.dependencies))].sort(compareText);
  const tests = testsIn(files);
  const result = {
    path: scope.path,
    files: files.length,
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    lines: [...lines].reduce((sum, [path, count]) => (isLockFile(path) ? sum : sum + count), 0),
    ...(about !== undefined && { about: about.text, about_from: about.from }),
    languages: languagesOf(files, lines).slice(0, 5),
    folders: foldersOf(files, scope.path).slice(0, 6),
    largest: largestOf(files, lines).slice(0, 3),
    entry_points: entryPoints.slice(0, 5),
    dependencies: {
      count: dependencies.length,
      names: dependencies.slice(0, 12),
      from: manifests
        .filter((manifest) => manifest.dependencies.length > 0)
        .map(({ path }) => path)
        .slice(0, 2),
    },
    tests: { files: tests.length, ...(tests[0] !== undefined && { example: tests[0].path }) },
    ...(skipped > 0 && { not_read: skipped }),
    ...(cut && { cut: true }),
  };
  return shrinkToFit(
    result,
    MAX_RESULT_BYTES,
    ({ languages, folders, largest, entry_points, dependencies: { names, from } }) => [
      languages,
      folders,
      largest,
      entry_points,
      names,
      from,
    ],
  );
});

/** Files that are tests, those that are named so first. */
function testsIn(files) {
  const inFolder = ({ path }) => {
    const language = languageOf(path);
    return TEST_FOLDER.test(path) && language !== undefined && !PROSE_AND_DATA.has(language);
  };
  const code = files.filter(({ path }) => !TEST_DATA.test(path));
  const named = code.filter(({ path }) => TEST_NAME.test(path));
  return [...named, ...code.filter((file) => !TEST_NAME.test(file.path) && inFolder(file))];
}

function languagesOf(files, lines) {
  const found = new Map();
  for (const { path } of files) {
    const language = languageOf(path);
    if (language === undefined) continue;
    const known = found.get(language) ?? { language, files: 0, lines: 0 };
    found.set(language, { language, files: known.files + 1, lines: known.lines + (lines.get(path) ?? 0) });
  }
  return [...found.values()].sort(
    (a, b) => b.lines - a.lines || b.files - a.files || compareText(a.language, b.language),
  );
}

/** The folders directly below the part, those with most files first. */
function foldersOf(files, root) {
  const counts = new Map();
  for (const { path } of files) {
    const below = root === '.' ? path : path.slice(root.length + 1);
    const name = below.includes('/') ? below.slice(0, below.indexOf('/')) : undefined;
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .map(([name, count]) => ({ name, files: count }))
    .sort((a, b) => b.files - a.files || compareText(a.name, b.name));
}

function largestOf(files, lines) {
  return files
    .filter(({ path }) => lines.has(path) && languageOf(path) !== undefined)
    .map(({ path }) => ({ path, lines: lines.get(path) }))
    .sort((a, b) => b.lines - a.lines || compareText(a.path, b.path));
}
