import { ExitCode, outputsDiffer } from '#protocol';
import { appContext, type CommandSite, withExample } from '../command-site.ts';
import { diffText } from '../output/diff-text.ts';

interface Flags {
  outputs?: boolean;
  actions?: boolean;
  cost?: boolean;
  exitCode?: boolean;
  json?: boolean;
}

export function registerDiff(site: CommandSite): void {
  withExample(
    site.program
      .command('diff <a> <b>')
      .description('what differs between two runs, or between two points (RUN@SEQ)')
      .option('--outputs', 'show outputs and files')
      .option('--actions', 'show what the threads did, and with which definitions')
      .option('--cost', 'show cost, tokens and time')
      .option('--exit-code', 'end with 1 where outputs or files differ')
      .option('--json', 'print one JSON document, with everything in it'),
    'rye diff survey-ghjkmn survey-pqrstv',
    'rye diff survey-ghjkmn@40 survey-ghjkmn --actions',
  ).action((a: string, b: string, flags: Flags) => diff(site, a, b, flags));
}

async function diff(site: CommandSite, first: string, second: string, flags: Flags): Promise<void> {
  const { io, setExit } = site;
  const { compareRuns, lineDiffer } = await import('#app');
  const found = await compareRuns(await appContext(site), first, second);
  if (flags.json) io.out(`${JSON.stringify(found)}\n`);
  else {
    const { outputs = false, actions = false, cost = false } = flags;
    const chosen = outputs || actions || cost;
    const shown = chosen ? { outputs, actions, cost } : { outputs: true, actions: true, cost: true };
    const lineDiff = found.identical ? () => undefined : await lineDiffer();
    io.out(diffText(found, { shown, chosen, colour: io.colour, lineDiff }));
  }
  if (flags.exitCode && outputsDiffer(found)) setExit(ExitCode.failed);
}
