import { posix } from 'node:path';
import { compareText, oneLine } from './io.mjs';

/** Names by which a reader finds the beginning, the surest first. */
const NAMED = [
  { name: /(^|\/)cmd\/[^/]+\/main\.go$/, why: 'main package of a command' },
  { name: /(^|\/)(main|__main__)\.[a-z]+$/, why: 'main program' },
  { name: /(^|\/)(cli|server|app|manage)\.(ts|tsx|js|mjs|py|rb|go|rs)$/, why: 'named as a program' },
  { name: /(^|\/)lib\.rs$/, why: 'root of a library' },
  { name: /(^|\/)(Dockerfile|docker-compose\.ya?ml|compose\.ya?ml)$/, why: 'how it is packed and started' },
  { name: /(^|\/)(Makefile|Justfile|justfile|Taskfile\.yml)$/, why: 'tasks' },
  { name: /(^|\/)index\.(ts|tsx|js|mjs|cjs|html|php)$/, why: 'index of its folder', isDoor: true },
  { name: /(^|\/)__init__\.py$/, why: 'root of a package', isDoor: true },
];

/** Code that only tests run is no place to begin reading. */
const ASIDE = /(^|\/)(tests?|__tests__|spec|fixtures?|examples?|testdata)\//;

const MAX_NAMED = 8;

/** Where an index is the part's own; those of inner folders are no beginning. */
const OWN_DOOR = /^((src|lib|app)\/)?[^/]+$/;

/**
 * Where reading a part begins: what its package.json files declare, then files that are named as beginnings.
 * @param {string} root The part's own path.  @param {{path: string}[]} files  @param {{path: string, json?: object}[]} manifests
 * @returns {{path: string, why: string}[]} Each path once, the best first.
 */
export function findEntryPoints(root, files, manifests) {
  const isInner = (path) => !OWN_DOOR.test(root === '.' ? path : path.slice(root.length + 1));
  const known = new Set(files.map(({ path }) => path));
  const declared = manifests.flatMap(({ path, json }) => (json === undefined ? [] : declaredBy(path, json, known)));
  const named = NAMED.flatMap(({ name, why, isDoor = false }, rank) =>
    files.filter(({ path }) => name.test(path) && !(isDoor && isInner(path))).map(({ path }) => ({ path, why, rank })),
  );
  const order = ({ path, rank }) => (ASIDE.test(path) ? 1000 : 0) + rank * 10 + path.split('/').length;
  named.sort((a, b) => order(a) - order(b) || compareText(a.path, b.path));
  const found = new Map();
  for (const { path, why } of [...declared, ...named.slice(0, MAX_NAMED)]) if (!found.has(path)) found.set(path, why);
  return [...found].map(([path, why]) => ({ path, why }));
}

/** Files that a package.json names, and its scripts. A target that is built first is not there to be read. */
function declaredBy(manifest, json, known) {
  const folder = posix.dirname(manifest);
  const targets = [
    ...namedTargets('bin', json.bin, typeof json.name === 'string' ? json.name : 'bin'),
    ...namedTargets('main', json.main, 'main'),
    ...namedTargets('module', json.module, 'module'),
    ...namedTargets('exports', json.exports, '.'),
  ];
  const files = targets.flatMap(({ target, why }) => {
    const path = posix.normalize(posix.join(folder, target));
    return known.has(path) ? [{ path, why: `${why} of ${manifest}` }] : [];
  });
  const scripts = Object.keys(typeof json.scripts === 'object' && json.scripts !== null ? json.scripts : {});
  if (scripts.length === 0) return files;
  return [
    ...files,
    {
      path: manifest,
      why: oneLine(`scripts: ${scripts.slice(0, 6).join(', ')}${scripts.length > 6 ? ', …' : ''}`, 100),
    },
  ];
}

/** The strings in a field of package.json, however deep its conditions go. */
function namedTargets(field, value, name) {
  if (typeof value === 'string')
    return [{ target: value, why: name === field || name === '.' ? field : `${field} ${name}` }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    namedTargets(field, inner, key.startsWith('.') || field === 'bin' ? key : name),
  );
}
