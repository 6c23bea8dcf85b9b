import type { FoundItems } from '#app';
import { oneLine } from '#protocol';
import { appContext, type CommandSite, withExample } from '../command-site.ts';
import { columns } from '../output/style.ts';

interface Flags {
  kind?: string;
  query?: string;
  scope?: string;
  limit?: string;
  expand?: boolean;
  json?: boolean;
}

/** Reads and finds items as a thread does with `rye_fetch`. */
export function registerFetch(site: CommandSite): void {
  withExample(
    site.program
      .command('fetch [id]')
      .description('print an item, or find items by words, such as what agents have learnt')
      .option('--kind <kind>', 'directive, knowledge or tool; without it, whichever has the id')
      .option('--query <words>', 'find items: words, "phrases", AND, OR, NOT, parentheses, *')
      .option('--scope <scope>', 'where to look: a kind, or a kind and a folder, such as knowledge.learnings.*')
      .option('--limit <n>', 'show this many at most (default: 10)')
      .option('--expand', 'with the includes of the item in place, as a run pins it')
      .option('--json', 'print one JSON document'),
    'rye fetch survey --expand',
    'rye fetch --query "installer AND retry" --scope knowledge.learnings.*',
  ).action((id: string | undefined, flags: Flags) => fetch(site, id, flags));
}

async function fetch(site: CommandSite, id: string | undefined, flags: Flags): Promise<void> {
  const { fetchItem, findItems, UsageError } = await import('#app');
  const { kind, query, scope, expand, json } = flags;
  if ((id === undefined) === (query === undefined))
    throw new UsageError(
      'Name an item, or what to search for: one of the two.',
      '`rye fetch ID`, or `rye fetch --query WORDS`.',
    );
  if (id !== undefined && (scope !== undefined || flags.limit !== undefined))
    throw new UsageError(
      '--scope and --limit are for a search.',
      'Leave them out, or give --query in place of the id.',
    );
  if (query !== undefined && expand === true)
    throw new UsageError('--expand is for one item.', 'Leave it out, or name an item in place of --query.');
  const limit = flags.limit === undefined ? undefined : Number(flags.limit);
  if (limit !== undefined && !(Number.isInteger(limit) && limit > 0))
    throw new UsageError(`"${flags.limit}" is no number of items.`, 'Give --limit a whole number from 1.');
  const context = await appContext(site);
  if (id !== undefined) {
    const item = await fetchItem(context, { id, ...(kind !== undefined && { kind }), expand: expand === true });
    if (json) site.io.out(`${JSON.stringify(item)}\n`);
    else site.io.out(item.content.endsWith('\n') ? item.content : `${item.content}\n`);
    return;
  }
  const found = await findItems(context, {
    query: query ?? '',
    ...(kind !== undefined && { kind }),
    ...(scope !== undefined && { scope }),
    ...(limit !== undefined && { limit }),
  });
  site.io.out(json ? `${JSON.stringify(found)}\n` : foundText(found));
}

/** One line a hit: its kind, its id, what it is about, and its file. */
function foundText({ results }: FoundItems): string {
  if (results.length === 0) return 'Nothing fits.\n';
  const rows = results.map(({ type, id, title, description, preview, path }) => [
    type,
    oneLine(id, 100),
    oneLine(title ?? description ?? preview, 80),
    oneLine(path, 200),
  ]);
  return `${columns(rows).join('\n')}\n`;
}
