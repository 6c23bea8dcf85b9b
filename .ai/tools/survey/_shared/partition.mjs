import { compareText } from './io.mjs';

/** Parts that a survey looks at, the rest included: one thread works on each. */
const MAX_PARTS = 12;

/** From this many files on, a folder with more than half of the project says too little as one part. */
const LARGE_FOLDER_FILES = 200;

/** A folder with a file of one of these names is a package of its own. */
const MANIFEST =
  /^(package\.json|Cargo\.toml|go\.mod|pyproject\.toml|setup\.py|pom\.xml|build\.gradle(\.kts)?|composer\.json|Gemfile|mix\.exs)$/;

/**
 * Divides a project into parts: its top-level folders, the packages of a folder that holds several, and a rest of what
 * is small or lies at the root.
 * @param {{path: string, bytes: number}[]} files Sorted by path.
 * @returns {{id: string, path: string, except?: string[], include?: string, files: number, bytes: number}[]}
 */
export function partition(files) {
  const folders = keptFolders(sizesOf(files), files.length);
  const taken = new Set();
  const parts = folders.map(({ path, count, bytes }) => ({ id: uniqueId(path, taken), path, files: count, bytes }));
  const rest = files.filter((file) => !folders.some(({ path }) => file.path.startsWith(`${path}/`)));
  if (rest.length === 0) return parts;
  return [
    ...parts,
    {
      id: uniqueId('rest', taken),
      path: '.',
      ...(folders.length > 0 && { except: folders.map(({ path }) => path), include: outsideOf(folders) }),
      files: rest.length,
      bytes: rest.reduce((sum, file) => sum + file.bytes, 0),
    },
  ];
}

/** Top-level folders, and in place of one that holds packages, or most of a large project, the folders in it. */
function sizesOf(files) {
  const groups = new Set([...packageFolders(files), ...mainFolder(files)]);
  const sizes = new Map();
  for (const { path, bytes } of files) {
    const segments = path.split('/');
    const depth = groups.has(segments[0]) ? 2 : 1;
    if (segments.length <= depth) continue;
    const folder = segments.slice(0, depth).join('/');
    const size = sizes.get(folder) ?? { path: folder, count: 0, bytes: 0 };
    sizes.set(folder, { path: folder, count: size.count + 1, bytes: size.bytes + bytes });
  }
  return [...sizes.values()];
}

/** Top-level folders of which at least two children are packages. */
function packageFolders(files) {
  const packages = new Map();
  for (const { path } of files) {
    const [top, child, name, ...deeper] = path.split('/');
    if (name === undefined || deeper.length > 0 || !MANIFEST.test(name)) continue;
    packages.set(top, (packages.get(top) ?? new Set()).add(child));
  }
  return new Set([...packages].filter(([, children]) => children.size >= 2).map(([top]) => top));
}

/** The top-level folder that holds most of a large project, where it is divided itself. */
function mainFolder(files) {
  const counts = new Map();
  const children = new Map();
  for (const { path } of files) {
    const [top, child, ...deeper] = path.split('/');
    if (child === undefined) continue;
    counts.set(top, (counts.get(top) ?? 0) + 1);
    if (deeper.length > 0) children.set(top, (children.get(top) ?? new Set()).add(child));
  }
  const isMain = ([top, count]) =>
    count >= LARGE_FOLDER_FILES && count > files.length / 2 && (children.get(top)?.size ?? 0) >= 3;
  return [...counts].filter(isMain).map(([top]) => top);
}

/** The largest folders, in the order of their paths. Where there are many, those with hardly a file go to the rest. */
function keptFolders(folders, total) {
  const least = folders.length <= 4 ? 1 : Math.max(3, total / 200);
  return folders
    .filter(({ count }) => count >= least)
    .sort((a, b) => b.count - a.count || compareText(a.path, b.path))
    .slice(0, MAX_PARTS - 1)
    .sort((a, b) => compareText(a.path, b.path));
}

/** An id that can be the key of a thread, unlike all others also where letter case does not count. */
function uniqueId(path, taken) {
  const plain =
    path
      .replace(/[^A-Za-z0-9._/-]+/g, '-')
      .replaceAll('/', '.')
      .replace(/^-+|-+$/g, '') || 'part';
  let id = plain;
  for (let n = 2; taken.has(id.toLowerCase()); n += 1) id = `${plain}-${n}`;
  taken.add(id.toLowerCase());
  return id;
}

/** A glob of everything that lies in none of these folders. */
function outsideOf(folders) {
  const escaped = folders.map(({ path }) => path.replace(/[\\*?[\](){}!+@|,]/g, '\\$&'));
  return escaped.length === 1 ? `!${escaped[0]}/**` : `!{${escaped.join(',')}}/**`;
}
