import type { CarriageDocument } from '#app';
import { appContext, type CommandSite, withExample } from '../command-site.ts';
import { errorText } from '../output/print-error.ts';
import { columns } from '../output/style.ts';

export function registerPushAndPull(site: CommandSite): void {
  for (const way of ['push', 'pull'] as const) {
    const command = site.program
      .command(`${way} [remote] [run...]`)
      .description(
        way === 'push'
          ? 'put runs at a git remote, outside its branches; without RUN all of them'
          : 'bring runs from a git remote; without RUN all of them',
      )
      .option('--json', 'print one JSON document');
    withExample(command, `rye ${way}`, `rye ${way} origin survey-ghjkmn`).action(
      (remote: string | undefined, runs: string[], flags: { json?: boolean }) =>
        carry(site, flags, { way, ...(remote !== undefined && { remote }), ...(runs.length > 0 && { runIds: runs }) }),
    );
  }
}

type Request = Parameters<typeof import('#app')['carryRuns']>[1];

async function carry(site: CommandSite, flags: { json?: boolean }, request: Request): Promise<void> {
  const { carryRuns } = await import('#app');
  const { document, exitCode } = await carryRuns(await appContext(site), request);
  site.io.out(flags.json ? `${JSON.stringify(document)}\n` : toText(document, request.way));
  if (!flags.json) for (const { error } of document.runs) if (error) site.io.err(errorText(error));
  site.setExit(exitCode);
}

const WORDS = {
  new: 'new',
  advanced: 'further',
  unchanged: 'as it was',
  behind: 'has more already',
  refused: 'refused',
} as const;

function toText({ remote, runs, main }: CarriageDocument, way: Request['way']): string {
  const moved = runs.filter(({ change }) => change === 'new' || change === 'advanced').length;
  const head = `${way === 'push' ? 'to' : 'from'} ${remote}: ${moved} of ${runs.length} runs moved${
    main === 'unchanged' ? '' : `, shared data ${main}`
  }`;
  const rows = runs.map(({ run_id, change, events }) => [`  ${run_id}`, WORDS[change], `${events} events`]);
  return `${[head, ...columns(rows, [2])].join('\n')}\n`;
}
