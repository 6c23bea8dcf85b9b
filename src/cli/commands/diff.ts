import { ExitCode } from '#protocol';
import { appContext, type CommandSite, withExample } from '../command-site.ts';
import { diffText } from '../output/diff-text.ts';

interface Flags {
  outputs?: boolean;
  actions?: boolean;
  cost?: boolean;
  json?: boolean;
  exitCode?: boolean;
}

export function registerDiff(site: CommandSite): void {
  withExample(
    site.program
      .command('diff <a[@seq]> <b[@seq]>')
      .description('what two runs, or two points, did otherwise, and what came of it')
      .option('--outputs', 'only outputs, files and definitions')
      .option('--actions', 'only what their threads did')
      .option('--cost', 'only cost, tokens and time')
      .option('--exit-code', 'exit 1 where outputs or files differ')
      .option('--json', 'print one JSON document'),
    'rye diff survey-ghjkmn survey-pqrstv',
    'rye diff survey-ghjkmn@40 survey-ghjkmn --outputs',
  ).action((a: string, b: string, flags: Flags) => diff(site, { a, b }, flags));
}

async function diff(site: CommandSite, points: { a: string; b: string }, flags: Flags): Promise<void> {
  const { diffRuns } = await import('#app');
  const { io } = site;
  const all = !flags.outputs && !flags.actions && !flags.cost;
  const shown = {
    outputs: all || flags.outputs === true,
    actions: all || flags.actions === true,
    cost: all || flags.cost === true,
  };
  const document = await diffRuns(await appContext(site), points, { texts: shown.outputs });
  io.out(flags.json ? `${JSON.stringify(document)}\n` : diffText(document, shown, io.colour));
  const { outputs, artifacts, totals } = document;
  const differ = outputs.length > 0 || artifacts.length > 0 || totals.a.status !== totals.b.status;
  site.setExit(flags.exitCode && differ ? ExitCode.failed : ExitCode.done);
}
