import { idProblem } from '#library';
import type { Problem } from '#protocol';
import type { GatheredItem } from '../items/gather-items.ts';
import { problemAt, TOP } from '../items/problem-at.ts';

/** Extensions in the order in which an id is looked for; where two files have one id, the first is used. */
const ORDER = ['md', 'ts', 'js', 'mjs', 'cjs', 'py', 'yaml', 'yml', 'sh', 'json', 'toml'];

/** What is wrong with names: ids that cannot be used, twins on disks that do not tell cases apart, hidden files. */
export function checkNeighbours(items: readonly GatheredItem[]): Problem[] {
  const placed = items.filter((item) => item.placed && item.kind !== undefined);
  const byId = new Map<string, GatheredItem>();
  const byFolded = new Map<string, GatheredItem>();
  return placed.flatMap((item) => {
    const problems: Problem[] = [];
    const reason = idProblem(item.id);
    if (reason !== undefined) {
      problems.push(problemAt(item.path, TOP, 'error', 'bad-name', `the name makes no id: it ${reason}`));
    }
    const key = `${folderOf(item)}:${item.kind === 'graph' ? 'tool' : item.kind}:${item.id}`;
    const same = byId.get(key);
    const twin = byFolded.get(key.toLowerCase());
    if (same !== undefined) {
      const [used, hidden] = rank(same) <= rank(item) ? [same, item] : [item, same];
      problems.push(problemAt(hidden.path, TOP, 'warning', 'shadowed', `${used.path} has the same id and comes first`));
    } else if (twin !== undefined) {
      const message = `the name differs from ${twin.path} in case only`;
      problems.push(problemAt(item.path, TOP, 'warning', 'case-twin', message));
    }
    byId.set(key, item);
    byFolded.set(key.toLowerCase(), item);
    return problems;
  });
}

/** The space that a file lies in, known or not. */
function folderOf({ file }: GatheredItem): string {
  return file.slice(0, Math.max(0, file.lastIndexOf('/.ai/')));
}

function rank({ file }: GatheredItem): number {
  const place = ORDER.indexOf(file.split('.').at(-1) ?? '');
  return place === -1 ? ORDER.length : place;
}
