import type { BlameDocument } from '#app';
import { oneLine } from '#protocol';
import { appContext, type CommandSite, withExample } from '../command-site.ts';
import { columns } from '../output/style.ts';

export function registerBlame(site: CommandSite): void {
  withExample(
    site.program
      .command('blame <run[@seq]> <output>')
      .description('which thread, turn and tool result an output, or a file, of a run came from')
      .option('--json', 'print one JSON document'),
    'rye blame survey-ghjkmn report',
    'rye blame survey-ghjkmn artifacts/report.md',
  ).action((point: string, output: string, flags: { json?: boolean }) => blame(site, point, output, flags));
}

async function blame(site: CommandSite, point: string, output: string, flags: { json?: boolean }): Promise<void> {
  const { blameRun } = await import('#app');
  const document = await blameRun(await appContext(site), point, output);
  site.io.out(flags.json ? `${JSON.stringify(document)}\n` : blameText(document));
}

type Link = BlameDocument['links'][number];

const WORDS: Readonly<Record<Link['kind'], (link: Link) => string>> = {
  returned: () => 'handed it over',
  wrote: ({ tool }) => `wrote it${tool === undefined ? '' : ` with ${tool}`}`,
  result: ({ tool }) => `had it from ${tool}`,
  step: ({ node }) => `set it in step ${node}`,
  input: ({ place }) => (place === 'root' ? 'was started with it' : 'was given it'),
  model: () => 'said it itself: nothing earlier holds it',
};

function blameText({ run_id: id, output, value, ambiguous, links }: BlameDocument): string {
  const rows = links.map((link) => [
    `  @${link.seq}`,
    oneLine(link.place, 36),
    link.turn === undefined ? '' : `turn ${link.turn}`,
    `${WORDS[link.kind](link)}${link.match === 'part' ? ', in part' : ''}`,
  ]);
  return `${[
    `${output}  ${oneLine(JSON.stringify(value), 60)}`,
    ...columns(rows),
    ...(ambiguous ? ['  such a value may stand anywhere by chance: more cannot be said'] : []),
    `  rye show ${id}@${links.at(-1)?.seq ?? 1} shows the run there`,
  ].join('\n')}\n`;
}
