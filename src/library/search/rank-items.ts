import type { ItemSource, SearchHit, Space } from '#protocol';
import { describeItem } from './describe-item.ts';
import { parseQuery } from './parse-query.ts';
import { scoreItem } from './score-item.ts';

/** Unit: characters of an item's text that a hit shows. */
const PREVIEW_LENGTH = 200;

const SPACE_ORDER: Record<Space, number> = { project: 0, user: 1, bundled: 2 };

/** The items that answer the query, best first, then by space and id. */
export function rankItems(items: ItemSource[], query: string, limit: number): SearchHit[] {
  const tree = parseQuery(query);
  const hits = items.flatMap((item): SearchHit[] => {
    const { name, title, description, content } = describeItem(item);
    const category = item.id.split('/').slice(0, -1).join('/');
    const score = scoreItem(
      { title: title ?? '', name: `${name} ${item.id}`, description: description ?? '', category, content },
      tree,
    );
    if (score === undefined) return [];
    return [
      {
        kind: item.kind,
        id: item.id,
        space: item.space,
        name,
        ...(title !== undefined && { title }),
        ...(description !== undefined && { description }),
        preview: content.slice(0, PREVIEW_LENGTH),
        path: item.path,
        score,
      },
    ];
  });
  return hits
    .sort(
      (a, b) =>
        b.score - a.score || SPACE_ORDER[a.space] - SPACE_ORDER[b.space] || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
    )
    .slice(0, limit);
}

/** True where the id lies under a prefix written with `/` or `.`, with or without a closing `*`. */
export function isUnder(id: string, prefix: string): boolean {
  const dotted = prefix
    .replace(/[./]?\*$/, '')
    .replaceAll('/', '.')
    .replace(/\.$/, '');
  return dotted === '' || `${id.replaceAll('/', '.')}.`.startsWith(`${dotted}.`);
}
