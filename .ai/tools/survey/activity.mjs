import { lstatSync } from 'node:fs';
import { git, isInWorkTree } from './_shared/git.mjs';
import { compareText, runTool, shrinkToFit } from './_shared/io.mjs';
import { isInScope, readScope } from './_shared/project-files.mjs';

export const __version__ = '1.0.0';
export const __tool_type__ = 'node';
export const __executor_id__ = 'rye/core/runtimes/node/node';
export const __category__ = 'survey';
export const __tool_description__ =
  'Tells from git what happened to a part of the project in the 90 days before the last commit: commits, last_commit, authors, and the files changed most. Outside git it tells nothing, and that is no failure.';
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

const DAYS = 90;
const DAY_SECONDS = 24 * 60 * 60;
const MAX_COMMITS = 3000;
const MAX_RESULT_BYTES = 700;

/** What no path can hold marks the beginning of a commit. */
const COMMIT = '\u0001';
const FIELD = '\u0002';

await runTool((parameters) => {
  const scope = readScope(parameters);
  const headSeconds = isInWorkTree() ? Number(git('log', '-1', '--format=%ct') ?? Number.NaN) : undefined;
  if (headSeconds === undefined) return { is_git: false, commits: 0 };
  // A repository without a commit.
  if (!Number.isFinite(headSeconds) || headSeconds === 0) return { is_git: true, days: DAYS, commits: 0 };
  // Counted from the last commit and not from today, so that the same history always tells the same.
  const since = new Date((headSeconds - DAYS * DAY_SECONDS) * 1000).toISOString();
  const commits = commitsOf(scope, since);
  const last = commits[0]?.date ?? lastDateOf(scope);
  const result = {
    is_git: true,
    days: DAYS,
    commits: commits.length,
    ...(last !== undefined && { last_commit: last }),
    authors: ranked(commits.map(({ author }) => author))
      .slice(0, 3)
      .map(([name]) => name.slice(0, 60)),
    changed: ranked(commits.flatMap(({ files }) => files))
      .filter(([path]) => lstatSync(path, { throwIfNoEntry: false })?.isFile())
      .slice(0, 5)
      .map(([path, count]) => ({ path, commits: count })),
    ...(commits.length >= MAX_COMMITS && { cut: true }),
  };
  return shrinkToFit(result, MAX_RESULT_BYTES, ({ authors, changed }) => [authors, changed]);
});

/** Commits that touched the scope, newest first, with the files of the scope that each touched. */
function commitsOf(scope, since) {
  const log = git(
    'log',
    `--since=${since}`,
    `--max-count=${MAX_COMMITS}`,
    '--no-merges',
    '--no-renames',
    '--no-color',
    '--relative',
    '--name-only',
    '-z',
    `--format=${COMMIT}%cs${FIELD}%aN${FIELD}`,
    '--',
    scope.path,
  );
  return (log ?? '')
    .split(COMMIT)
    .slice(1)
    .flatMap((entry) => {
      const [date = '', author = '', names = ''] = entry.split(FIELD);
      const files = names.split(/[\0\n]/).filter((name) => name !== '' && isInScope(name, scope));
      return files.length === 0 ? [] : [{ date, author: author.trim(), files }];
    });
}

function lastDateOf({ path }) {
  return git('log', '-1', '--format=%cs', '--', path)?.trim() || undefined;
}

/** Distinct values with how often each occurs, the most frequent first. */
function ranked(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || compareText(a[0], b[0]));
}
