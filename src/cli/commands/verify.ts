import type { Verification } from '#app';
import { ExitCode, oneLine } from '#protocol';
import { appContext, type CommandSite, withExample } from '../command-site.ts';
import { columns } from '../output/style.ts';

interface Flags {
  strict?: boolean;
  json?: boolean;
}

export function registerVerify(site: CommandSite): void {
  withExample(
    site.program
      .command('verify [paths...]')
      .description('check the signatures of items; without paths of all of the project')
      .option('--strict', 'an unsigned item fails as well')
      .option('--json', 'print one JSON document'),
    'rye verify',
    'rye verify --strict .ai/directives',
  ).action((paths: string[], flags: Flags) => verify(site, paths, flags));
}

async function verify(site: CommandSite, paths: string[], flags: Flags): Promise<void> {
  const { verifyItems } = await import('#app');
  const verification = await verifyItems(await appContext(site), paths, { strict: flags.strict === true });
  if (flags.json) site.io.out(`${JSON.stringify(verification)}\n`);
  else {
    for (const { file, message } of verification.warnings) site.io.err(`rye: ${oneLine(`${file}: ${message}`, 500)}\n`);
    site.io.out(verificationText(verification));
  }
  site.setExit(verification.ok ? ExitCode.done : ExitCode.failed);
}

/** One line a file: its status, its name, what that means and whose key it was; then how many there are of each. */
export function verificationText({ files }: Verification): string {
  const rows = files.map(({ status, file, detail, key, owner }) => [
    status,
    oneLine(file, 1000),
    key === undefined ? detail : `${detail}; key ${key}${owner === undefined ? '' : ` (${oneLine(owner, 60)})`}`,
  ]);
  const counts = new Map<string, number>();
  for (const { status } of files) counts.set(status, (counts.get(status) ?? 0) + 1);
  const summary = [...counts].map(([status, count]) => `${count} ${status}`).join(', ') || 'no items';
  return `${[...columns(rows), summary].join('\n')}\n`;
}
