import { readText } from './count-lines.mjs';

/** Manifests that are read of a part, nearest to its root first. */
const MAX_MANIFESTS = 30;

const READERS = [
  { name: /^package\.json$/, read: readPackageJson },
  { name: /^requirements[\w.-]*\.txt$/, read: readRequirements },
  { name: /^pyproject\.toml$/, read: readPyproject },
  { name: /^go\.mod$/, read: readGoMod },
  { name: /^Cargo\.toml$/, read: readCargo },
];

/**
 * What the manifests of a part declare.
 * @param {{path: string}[]} files
 * @returns {{path: string, description?: string, dependencies: string[], json?: object}[]}
 */
export function readManifests(files) {
  const depth = (path) => path.split('/').length;
  return files
    .flatMap(({ path }) => {
      const name = path.slice(path.lastIndexOf('/') + 1);
      const reader = READERS.find((each) => each.name.test(name));
      return reader === undefined ? [] : [{ path, read: reader.read }];
    })
    .sort((a, b) => depth(a.path) - depth(b.path))
    .slice(0, MAX_MANIFESTS)
    .flatMap(({ path, read }) => {
      const text = readText(path);
      const found = text === undefined ? undefined : read(text);
      return found === undefined ? [] : [{ path, ...found }];
    });
}

function readPackageJson(text) {
  const json = parseObject(text);
  if (json === undefined) return undefined;
  const groups = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];
  const names = groups.flatMap((group) => (isObject(json[group]) ? Object.keys(json[group]) : []));
  return { dependencies: names, json, ...described(json.description) };
}

function parseObject(text) {
  try {
    const value = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    // A template or a fixture; nothing can be said about it.
    return undefined;
  }
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function described(value) {
  return typeof value === 'string' && value.trim() !== '' ? { description: value.trim() } : {};
}

function readRequirements(text) {
  const lines = text.split(/\r?\n/).map((line) => line.replace(/#.*$/, '').trim());
  return { dependencies: lines.flatMap((line) => /^[A-Za-z0-9][\w.-]*/.exec(line)?.[0] ?? []) };
}

function readPyproject(text) {
  const tables = tomlTables(text);
  const listed = /^dependencies\s*=\s*\[([\s\S]*?)\]\s*$/m.exec(tables.get('project') ?? '')?.[1] ?? '';
  const names = [...listed.matchAll(/["']([A-Za-z0-9][\w.-]*)/g)].map(([, name]) => name);
  const poetry = keysOf(tables.get('tool.poetry.dependencies')).filter((name) => name !== 'python');
  const own = `${tables.get('project') ?? ''}\n${tables.get('tool.poetry') ?? ''}`;
  return { dependencies: [...names, ...poetry], ...described(/^description\s*=\s*["'](.*)["']\s*$/m.exec(own)?.[1]) };
}

function readCargo(text) {
  const tables = tomlTables(text);
  const groups = [...tables].filter(([name]) => /(^|\.)(dev-|build-)?dependencies$/.test(name));
  const nested = [...tables.keys()].flatMap(
    (name) => /(?:^|\.)(?:dev-|build-)?dependencies\.([\w-]+)$/.exec(name)?.[1] ?? [],
  );
  const description = /^description\s*=\s*"(.*)"\s*$/m.exec(tables.get('package') ?? '')?.[1];
  return { dependencies: [...groups.flatMap(([, body]) => keysOf(body)), ...nested], ...described(description) };
}

function readGoMod(text) {
  const blocks = [...text.matchAll(/^require\s*\(([\s\S]*?)^\)/gm)].map(([, body]) => body);
  const single = [...text.matchAll(/^require\s+([^\s(]\S*)/gm)].map(([, name]) => name);
  return {
    dependencies: [
      ...single,
      ...blocks.flatMap((body) => [...body.matchAll(/^\s*([\w.~/-]+)\s+v/gm)].map(([, name]) => name)),
    ],
  };
}

/** The text of each table of a TOML file by its name. */
function tomlTables(text) {
  const tables = new Map();
  let name = '';
  for (const line of text.split(/\r?\n/)) {
    const header = /^\s*\[+\s*([^\]]+?)\s*\]+\s*(#.*)?$/.exec(line)?.[1];
    if (header === undefined) tables.set(name, `${tables.get(name) ?? ''}${line}\n`);
    else name = header.replaceAll(/["']/g, '');
    if (!tables.has(name)) tables.set(name, '');
  }
  return tables;
}

function keysOf(body = '') {
  return [...body.matchAll(/^\s*["']?([\w.-]+)["']?\s*=/gm)].map(([, name]) =>
    name.replace(/\.(workspace|version|path)$/, ''),
  );
}
