import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ForkDocument } from '#app';
import type { Json } from '#protocol';
import { appContext, type CommandSite, withExample } from '../command-site.ts';
import { showDrive } from '../drive-command.ts';
import { addRunOptions, type RunFlags, runOptions } from '../run-options.ts';
import { parseInput } from './run.ts';

interface Flags extends RunFlags {
  input?: Record<string, string>;
  edit?: string;
  result?: string;
  run?: boolean;
}

export function registerFork(site: CommandSite): void {
  const command = site.program
    .command('fork <run[@seq]>')
    .description('a new run that shares the history of another up to a point; that one stays as it is')
    .option('-i, --input <name=value>', 'another value for an input of the root; may be given many times', parseInput)
    .option('--edit <thread>', 'change the text of a thread’s directive in $EDITOR, for the fork alone')
    .option('--result <json>', 'another result of the tool call that ends at the point, as JSON or @FILE')
    .option('--run-id <id>', 'the id of the new run')
    .option('--run', 'go on with it at once');
  withExample(
    addRunOptions(command),
    'rye fork survey-ghjkmn@40 --run --offline',
    'rye fork survey-ghjkmn@12 -i depth=3',
    'rye fork survey-ghjkmn@31 --result \'{"files": []}\'',
  ).action((point: string, flags: Flags) => fork(site, point, flags));
}

async function fork(site: CommandSite, point: string, flags: Flags): Promise<void> {
  const { editText, forkRun, resumeRun, UsageError } = await import('#app');
  if (flags.detach) throw new UsageError('A fork is made at once.', 'Fork it, then `rye resume RUN --detach`.');
  const context = await appContext(site);
  const { edit } = flags;
  const made = await forkRun(context, {
    point,
    ...(flags.input && { rawInputs: flags.input }),
    ...(flags.model !== undefined && { model: flags.model }),
    ...(flags.result !== undefined && { result: await resultOf(context.cwd, flags.result) }),
    ...(edit !== undefined && {
      edit: { thread: edit, change: (name: string, text: string) => editText(site.io.env, name, text) },
    }),
    ...(flags.runId !== undefined && { newId: flags.runId }),
  });
  if (!flags.run) {
    site.io.out(flags.json ? `${JSON.stringify(made)}\n` : forkText(made));
    return;
  }
  if (!flags.quiet && !flags.json && !flags.ndjson) site.io.err(forkText(made));
  // The model is in the fork's own history by now.
  const { model: _model, ...options } = runOptions(flags, site.io);
  await showDrive(site, flags, (observer) => resumeRun(context, { ...options, runId: made.run_id, observer }));
}

async function resultOf(cwd: string, text: string): Promise<Json> {
  const { UsageError } = await import('#app');
  const hint = 'Give JSON, such as \'{"files": []}\', or @FILE that holds it.';
  try {
    return JSON.parse(text.startsWith('@') ? await readFile(resolve(cwd, text.slice(1)), 'utf8') : text) as Json;
  } catch (error) {
    throw new UsageError(`The result cannot be read: ${error instanceof Error ? error.message : String(error)}`, hint);
  }
}

/** The id comes first, alone on its line, for scripts. */
function forkText({ run_id, from, changed, files_changed_since: files }: ForkDocument): string {
  const other = changed.length > 0 ? `, with another ${changed.join(', ')}` : '';
  const lines = [run_id, `forked from ${from.run_id}@${from.seq}${other}; go on with \`rye resume ${run_id}\``];
  if (files.length > 0)
    lines.push(
      `${files.length} files are not as the run had left them at that point, and stay: ${files.slice(0, 5).join(', ')}`,
    );
  return `${lines.join('\n')}\n`;
}
