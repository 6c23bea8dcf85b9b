import type { Signing } from '#app';
import { ExitCode, oneLine } from '#protocol';
import { appContext, type CommandSite, withExample } from '../command-site.ts';
import { counted } from './validate.ts';

export function registerSign(site: CommandSite): void {
  withExample(
    site.program
      .command('sign [paths...]')
      .description('sign items over their whole text, with your own key; without paths all of the project')
      .option('--json', 'print one JSON document'),
    'rye keys new',
    'rye sign .ai/directives/release.md',
  ).action((paths: string[], flags: { json?: boolean }) => sign(site, paths, flags));
}

async function sign(site: CommandSite, paths: string[], flags: { json?: boolean }): Promise<void> {
  const { signItems } = await import('#app');
  const signing = await signItems(await appContext(site), paths);
  site.io.out(flags.json ? `${JSON.stringify(signing)}\n` : signingText(signing));
  // What does not validate is wrong input, like that of `rye validate`.
  site.setExit(signing.ok ? ExitCode.done : ExitCode.usage);
}

/** What was signed, and what was not and why. */
export function signingText({ key, signed, unchanged, failed }: Signing): string {
  const lines = [
    ...signed.map(({ file, replaced }) => `signed    ${oneLine(file, 1000)}${replaced ? ' (again)' : ''}`),
    ...unchanged.map((file) => `unchanged ${oneLine(file, 1000)}`),
    ...failed.flatMap(({ file, reason, problems }) => [
      `refused   ${oneLine(file, 1000)}: ${reason}`,
      ...problems.map(({ line, col, code, message }) => `          ${line}:${col}  ${code}  ${oneLine(message, 300)}`),
    ]),
  ];
  const total = `${counted(signed.length, 'file')} signed with key ${key}`;
  return `${[...lines, failed.length === 0 ? total : `${total}, ${failed.length} refused`].join('\n')}\n`;
}
