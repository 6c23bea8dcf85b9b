import type { PlanDocument } from '#app';
import { costText, countText } from '#protocol';
import { appContext, type CommandSite, withExample } from '../command-site.ts';
import { parseInput } from './run.ts';

interface Flags {
  since: string;
  input?: Record<string, string>;
  kind?: 'directive' | 'graph';
  offline?: boolean;
  provider?: string;
  model?: string;
  trustCommands?: boolean;
  json?: boolean;
}

export function registerPlan(site: CommandSite): void {
  withExample(
    site.program
      .command('plan <item>')
      .description('what `rye run ITEM --since RUN` would run, why, and what that is likely to cost; asks no model')
      .requiredOption('--since <run[@seq]>', 'the run that would be gone by')
      .option('-i, --input <name=value>', 'another value for an input; may be given many times', parseInput)
      .option('--kind <kind>', 'what the item is: directive or graph')
      .option('--offline', 'as the run would be')
      .option('--provider <name>', 'as the run would be')
      .option('--model <id>', 'as the run would be')
      .option('--trust-commands', 'what commands and scripts have read counts as unchanged')
      .option('--json', 'print one JSON document'),
    'rye plan survey --since survey-ghjkmn --offline',
  ).action((item: string, flags: Flags) => plan(site, item, flags));
}

async function plan(site: CommandSite, item: string, flags: Flags): Promise<void> {
  const { planRun } = await import('#app');
  const { since, input, trustCommands, json, ...choice } = flags;
  const document = await planRun(await appContext(site), {
    ...choice,
    item,
    ...(input && { rawInputs: input }),
    since: { point: since, ...(trustCommands && { trustCommands }) },
  });
  site.io.out(json ? `${JSON.stringify(document)}\n` : planText(document));
}

/** The threads that run, why; those that may; and how many need not. */
function planText({ threads, counts, cost_usd: cost, since, simulated }: PlanDocument): string {
  const shown = threads.filter(({ fate }) => fate !== 'taken_over');
  const width = Math.max(0, ...shown.map(({ place }) => place.length));
  const lines = shown.map(({ place, fate, because = [], cost_usd: own }) => {
    const why = because.map(({ what }) => what).join('; ') || 'it goes by what others give back';
    const [word, most] = fate === 'runs' ? ['runs   ', ''] : ['may run', 'up to '];
    return `${word}  ${place.padEnd(width)}  ${most}${costText(own.most, simulated)}\n           ${why}`;
  });
  const head = `${countText(counts.runs, 'thread')} would run, ${counts.may_run} may, ${counts.taken_over} are taken over from ${since.run_id}.`;
  const money = `Likely cost: ${costText(cost.least, simulated)} to ${costText(cost.most, simulated)}; a full run had cost ${costText(cost.full, simulated)}.`;
  return `${[...lines, ...(lines.length > 0 ? [''] : []), head, money].join('\n')}\n`;
}
