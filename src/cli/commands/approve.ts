import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Option } from 'commander';
import type { ApprovalDocument } from '#app';
import { type JsonObject, oneLine } from '#protocol';
import { appContext, type CommandSite, withExample } from '../command-site.ts';

interface Flags {
  json?: boolean;
  scope?: 'once' | 'run' | 'pattern';
  pattern?: string;
  edit?: string;
  note?: string;
}

/** The commands that answer what threads ask, and list what waits for an answer. */
export function registerApprovals(site: CommandSite): void {
  const approve = site.program
    .command('approve <run> <id...>')
    .description('let threads do what they ask for; works from another process too')
    .addOption(
      new Option('--scope <scope>', 'once; whatever the same rule asks about the same tool in this run; or a pattern')
        .choices(['once', 'run', 'pattern'])
        .conflicts('pattern'),
    )
    .option('--pattern <pattern>', 'whatever of the same tool fits it, in this run: of a command, a host or a path')
    .option('--edit <file>', 'call it with the input in this JSON file instead')
    .option('--json', 'print one JSON document');
  withExample(approve, 'rye approve survey-ghjkmn a1', 'rye approve survey-ghjkmn a2 --pattern "git push *"').action(
    (runId: string, ids: string[], flags: Flags) => answer(site, 'approve', runId, ids, flags),
  );
  withExample(
    site.program
      .command('deny <run> <id...>')
      .description('do not let threads do what they ask for; they are told, and go on without')
      .option('--note <text>', 'why, for the model to read')
      .option('--json', 'print one JSON document'),
    'rye deny survey-ghjkmn a1 --note "Use the staging host."',
  ).action((runId: string, ids: string[], flags: Flags) => answer(site, 'deny', runId, ids, flags));
  withExample(
    site.program
      .command('approvals [run]')
      .description('what threads ask, of one run or of all')
      .option('--json', 'print one JSON document'),
    'rye approvals',
  ).action((runId: string | undefined, flags: Flags) => list(site, runId, flags));
}

async function answer(
  site: CommandSite,
  kind: 'approve' | 'deny',
  runId: string,
  ids: string[],
  flags: Flags,
): Promise<void> {
  const { answerApproval, UsageError } = await import('#app');
  const context = await appContext(site);
  if (flags.edit !== undefined && ids.length > 1)
    throw new UsageError('--edit changes the input of one action.', 'Answer them one by one.');
  const input = flags.edit === undefined ? undefined : await readInput(resolve(context.cwd, flags.edit));
  const scope = flags.pattern === undefined ? flags.scope : 'pattern';
  const answered = [];
  for (const approval of ids) {
    const done = await answerApproval(context, runId, {
      kind,
      approval,
      ...(kind === 'approve' && scope && { scope }),
      ...(flags.pattern !== undefined && { pattern: flags.pattern }),
      ...(input && { input }),
      ...(flags.note !== undefined && { note: flags.note }),
    });
    answered.push(done);
    if (!flags.json)
      site.io.out(
        `${kind === 'approve' ? 'Approved' : 'Denied'} ${approval} of ${runId}: ${oneLine(done.action, 200)}\n`,
      );
  }
  if (flags.json) site.io.out(`${JSON.stringify({ run_id: runId, answered })}\n`);
}

async function readInput(file: string): Promise<JsonObject> {
  const { UsageError } = await import('#app');
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`The new input cannot be read: ${reason}`, 'Give a file that holds one JSON object.');
  }
  throw new UsageError(
    `${file} holds no JSON object.`,
    'Give the whole input of the call, as `rye approvals --json` shows it.',
  );
}

async function list(site: CommandSite, runId: string | undefined, flags: Flags): Promise<void> {
  const { listApprovals } = await import('#app');
  const approvals = await listApprovals(await appContext(site), runId);
  if (flags.json) site.io.out(`${JSON.stringify({ approvals })}\n`);
  else site.io.out(approvals.length === 0 ? 'Nobody asks anything.\n' : approvals.map(textOf).join('\n'));
}

function textOf({ run_id, id, asked_by, text, risk, rule, why, since }: ApprovalDocument): string {
  const lines = [
    `${run_id}  ${id}  ${asked_by.at(-1) ?? ''}  since ${since.slice(11, 19)}`,
    `    ${oneLine(text, 300)}`,
    `    ${risk}${rule === undefined ? '' : `, asked for by ${rule}`}${why === undefined ? '' : `: ${oneLine(why, 200)}`}`,
    `    rye approve ${run_id} ${id}`,
    `    rye deny ${run_id} ${id}`,
  ];
  return `${lines.join('\n')}\n`;
}
