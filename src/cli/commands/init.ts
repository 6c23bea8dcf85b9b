import { appContext, type CommandSite, withExample } from '../command-site.ts';

interface Flags {
  template: string;
  force?: boolean;
  list?: boolean;
  json?: boolean;
}

export function registerInit(site: CommandSite): void {
  withExample(
    site.program
      .command('init [dir]')
      .description('lay a small complete project into a folder')
      .option('--template <name>', 'which one', 'starter')
      .option('--list', 'show the templates')
      .option('--force', 'overwrite files that are there')
      .option('--json', 'print one JSON document'),
    'rye init --template pipeline leads',
  ).action((dir: string | undefined, flags: Flags) => init(site, dir, flags));
}

async function init(site: CommandSite, dir: string | undefined, flags: Flags): Promise<void> {
  const { initProject, listTemplates } = await import('#app');
  const context = await appContext(site);
  if (flags.list) {
    const templates = await listTemplates(context);
    site.io.out(flags.json ? `${JSON.stringify({ templates })}\n` : `${templates.join('\n')}\n`);
    return;
  }
  const done = await initProject(context, {
    template: flags.template,
    force: flags.force === true,
    ...(dir !== undefined && { dir }),
  });
  site.io.out(
    flags.json
      ? `${JSON.stringify(done)}\n`
      : `${done.files.map((file) => `  ${file}\n`).join('')}Read README.md there.\n`,
  );
}
