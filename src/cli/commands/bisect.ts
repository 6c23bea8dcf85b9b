import { InvalidArgumentError, Option } from 'commander';
import type { BisectDocument, DefinitionBisect, EventBisect, ToldEdit } from '#app';
import { countText, usdText } from '#protocol';
import { appContext, type CommandSite, withExample } from '../command-site.ts';
import { parseUsd } from '../run-options.ts';

interface Flags {
  good: string;
  bad: string;
  check: string;
  samples?: number;
  budget?: number;
  approve?: 'auto' | 'ask' | 'deny';
  offline?: boolean;
  provider?: string;
  json?: boolean;
}

export function registerBisect(site: CommandSite): void {
  withExample(
    site.program
      .command('bisect')
      .description('where a check begins to fail: the event of a run, or the edit between two runs')
      .requiredOption('--good <run[@seq]>', 'a point, or a run, at which it passes')
      .requiredOption('--bad <run[@seq]>', 'a later point of that run, or another run, at which it fails')
      .requiredOption(
        '--check <command>',
        'a shell command, run in the run’s folder as it was: 0 passes, 125 says nothing',
      )
      .option('--samples <n>', 'between two runs: run each edit so many times; most of them decide', parseSamples)
      .option('--budget <usd>', 'between two runs: the most that the search may spend, in USD', parseUsd)
      .addOption(
        new Option('--approve <how>', 'what becomes of questions that its runs ask').choices(['auto', 'ask', 'deny']),
      )
      .option('--offline', 'let scripts answer in the model’s place')
      .option('--provider <name>', 'who answers; absent: who answered the bad run')
      .option('--json', 'print one JSON document'),
    "rye bisect --good survey-ghjkmn@10 --bad survey-ghjkmn --check '! test -e artifacts/report.md'",
    "rye bisect --good survey-ghjkmn --bad survey-pqrstv --check 'grep -q Summary artifacts/report.md' --samples 3",
  ).action((flags: Flags) => bisect(site, flags));
}

async function bisect(site: CommandSite, { json, budget, ...flags }: Flags): Promise<void> {
  const { bisectRun } = await import('#app');
  const { io } = site;
  const document = await bisectRun(await appContext(site), {
    ...flags,
    ...(budget !== undefined && { budgetUsd: budget }),
    interrupt: io.interrupt,
    note: (line) => io.err(`rye: ${line}\n`),
  });
  io.out(json ? `${JSON.stringify(document)}\n` : bisectText(document));
}

function bisectText(document: BisectDocument): string {
  const lines = 'run_id' in document ? eventLines(document) : editLines(document);
  return `${lines.join('\n')}\n`;
}

function eventLines({ run_id: id, first_bad: found, checked }: EventBisect): string[] {
  return [
    headOf(found),
    ...found.map(({ seq, what, commit }) => `  @${seq}  ${commit.slice(0, 12)}  ${what}`),
    `  rye show ${id}@${found.at(-1)?.seq ?? 1} shows the run there; ${checked} points were checked`,
  ];
}

function editLines({ first_bad: found, edits, probes, cost_usd, simulated, bad }: DefinitionBisect): string[] {
  const runs = probes.flatMap((probe) => probe.runs);
  const last = probes.findLast(({ verdict }) => verdict === 'good')?.runs.at(-1);
  return [
    headOf(found),
    ...found.map((edit) => `  ${nameOf(edit)}  ${edit.what}`),
    `  ${countText(runs.length, 'run')} for ${countText(edits.length, 'edit')}, ${usdText(cost_usd)}${simulated ? ' (simulated)' : ''}`,
    ...(last === undefined ? [] : [`  rye diff ${last} ${bad} shows what it did`]),
  ];
}

function nameOf({ kind, name }: ToldEdit): string {
  return kind === 'commit' ? name.slice(0, 12) : name;
}

function headOf(found: readonly unknown[]): string {
  return found.length === 1
    ? 'The check begins to fail at'
    : 'The check begins to fail at one of these, of which it says nothing:';
}

function parseSamples(text: string): number {
  const samples = Number(text);
  if (!Number.isInteger(samples) || samples < 1) throw new InvalidArgumentError('It must be a whole number from 1.');
  return samples;
}
