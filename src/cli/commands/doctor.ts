import { ExitCode } from '#protocol';
import { appContext, type CommandSite, withExample } from '../command-site.ts';
import { columns } from '../output/style.ts';

export function registerDoctor(site: CommandSite): void {
  withExample(
    site.program
      .command('doctor')
      .description('what is there, what is missing, what to do')
      .option('--json', 'print one JSON document'),
    'rye doctor',
  ).action((flags: { json?: boolean }) => doctor(site, flags));
}

async function doctor(site: CommandSite, flags: { json?: boolean }): Promise<void> {
  const { examine } = await import('#app');
  const checks = await examine(await appContext(site));
  const ok = checks.every(({ status }) => status !== 'fail');
  if (flags.json) site.io.out(`${JSON.stringify({ ok, checks })}\n`);
  else {
    const rows = checks.map(({ name, status, detail, hint }) => [
      status,
      name,
      hint === undefined ? detail : `${detail} — ${hint}`,
    ]);
    site.io.out(`${columns(rows).join('\n')}\n`);
  }
  site.setExit(ok ? ExitCode.done : ExitCode.environment);
}
