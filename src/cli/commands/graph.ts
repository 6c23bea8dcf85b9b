import { appContext, type CommandSite, withExample } from '../command-site.ts';

interface Flags {
  mermaid?: boolean;
  json?: boolean;
}

const ACTIONS = ['show'] as const;

/** Draws state graphs. */
export function registerGraph(site: CommandSite): void {
  withExample(
    site.program
      .command('graph <action> <graph>')
      .description('draw a state graph, by its id or its file: `show GRAPH`')
      .option('--mermaid', 'as Mermaid, for a page that draws it')
      .option('--json', 'print one JSON document'),
    'rye graph show flows/release',
    'rye graph show .ai/tools/flows/release.yaml --mermaid',
  ).action((action: string, named: string, flags: Flags) => graph(site, action, named, flags));
}

async function graph(site: CommandSite, action: string, named: string, flags: Flags): Promise<void> {
  const { drawGraph, UsageError } = await import('#app');
  if (!ACTIONS.some((known) => known === action))
    throw new UsageError(`There is no "rye graph ${action}".`, `The one there is: ${ACTIONS.join(', ')}.`);
  const drawing = await drawGraph(await appContext(site), named);
  if (flags.json) site.io.out(`${JSON.stringify(drawing)}\n`);
  else site.io.out(flags.mermaid ? drawing.mermaid : `${drawing.lines.join('\n')}\n`);
}
