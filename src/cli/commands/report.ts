import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { appContext, type CommandSite, withExample } from '../command-site.ts';

interface Flags {
  output?: string;
  force?: boolean;
}

export function registerReport(site: CommandSite): void {
  withExample(
    site.program
      .command('report <run[@seq]>')
      .description('a run for a reviewer, as Markdown: what was asked, what ran, what it cost, what came of it')
      .option('-o, --output <file>', 'write it to a file')
      .option('--force', 'overwrite that file'),
    'rye report survey-ghjkmn',
    'rye report survey-ghjkmn --output report.md',
  ).action((point: string, flags: Flags) => report(site, point, flags));
}

async function report(site: CommandSite, point: string, { output, force }: Flags): Promise<void> {
  const { reportRun, UsageError } = await import('#app');
  const context = await appContext(site);
  const markdown = await reportRun(context, point);
  if (output === undefined) return site.io.out(markdown);
  try {
    await writeFile(resolve(context.cwd, output), markdown, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new UsageError(`${output} is there already.`, 'Choose another file, or add --force.');
    throw new UsageError(
      `${output} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
      'Choose another file.',
    );
  }
}
