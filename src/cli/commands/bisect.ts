import type { BisectDocument } from '#app';
import { appContext, type CommandSite, withExample } from '../command-site.ts';

interface Flags {
  good: string;
  bad: string;
  check: string;
  json?: boolean;
}

export function registerBisect(site: CommandSite): void {
  withExample(
    site.program
      .command('bisect')
      .description('the event of a run at which a check begins to fail, found by halves')
      .requiredOption('--good <run@seq>', 'a point at which it passes')
      .requiredOption('--bad <run[@seq]>', 'a later one at which it fails')
      .requiredOption(
        '--check <command>',
        'a shell command, run in the run’s folder as it was: 0 passes, 125 says nothing',
      )
      .option('--json', 'print one JSON document'),
    "rye bisect --good survey-ghjkmn@10 --bad survey-ghjkmn --check '! test -e artifacts/report.md'",
  ).action((flags: Flags) => bisect(site, flags));
}

async function bisect(site: CommandSite, { good, bad, check, json }: Flags): Promise<void> {
  const { bisectRun } = await import('#app');
  const { io } = site;
  const document = await bisectRun(await appContext(site), {
    good,
    bad,
    check,
    interrupt: io.interrupt,
    note: (line) => io.err(`rye: ${line}\n`),
  });
  io.out(json ? `${JSON.stringify(document)}\n` : bisectText(document));
}

function bisectText({ run_id: id, first_bad: found, checked }: BisectDocument): string {
  const head =
    found.length === 1
      ? 'The check begins to fail at'
      : 'The check begins to fail at one of these, of which it says nothing:';
  return `${[
    head,
    ...found.map(({ seq, what, commit }) => `  @${seq}  ${commit.slice(0, 12)}  ${what}`),
    `  rye show ${id}@${found.at(-1)?.seq ?? 1} shows the run there; ${checked} points were checked`,
  ].join('\n')}\n`;
}
