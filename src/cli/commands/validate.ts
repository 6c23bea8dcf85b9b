import type { Validation } from '#app';
import { ExitCode, oneLine } from '#protocol';
import { appContext, type CommandSite, withExample } from '../command-site.ts';
import { columns, painter } from '../output/style.ts';

export function registerValidate(site: CommandSite): void {
  withExample(
    site.program
      .command('validate [paths...]')
      .description('check directives, knowledge, tools, hooks and config; without paths all of the project')
      .option('--json', 'print one JSON document'),
    'rye validate',
    'rye validate .ai/directives/release.md notes.txt',
  ).action((paths: string[], flags: { json?: boolean }) => validate(site, paths, flags));
}

async function validate(site: CommandSite, paths: string[], flags: { json?: boolean }): Promise<void> {
  const { validateItems } = await import('#app');
  const validation = await validateItems(await appContext(site), paths);
  site.io.out(flags.json ? `${JSON.stringify(validation)}\n` : validationText(validation, site.io.colour));
  site.setExit(validation.ok ? ExitCode.done : ExitCode.usage);
}

/** One line a problem, `file:line:col  level  code  message`, and one that sums up. */
export function validationText({ items, problems }: Validation, colour: boolean): string {
  const paint = painter(colour);
  const rows = problems.map(({ file, line, col, level, code, message }) => [
    `${oneLine(file, 1000)}:${line}:${col}`,
    level,
    code,
    oneLine(message, 500),
  ]);
  const lines = columns(rows).map((line, index) => {
    const level = problems[index]?.level ?? 'error';
    return paint(level === 'error' ? 'red' : 'yellow', line);
  });
  const errors = problems.filter(({ level }) => level === 'error').length;
  const counts = `${counted(errors, 'error')}, ${counted(problems.length - errors, 'warning')}`;
  const summary = `${counted(items, 'file')} checked: ${problems.length === 0 ? 'no problems' : counts}`;
  return `${[...lines, summary].join('\n')}\n`;
}

/** `1 file`, `2 files`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
