import type { KeyList } from '#app';
import { oneLine } from '#protocol';
import { appContext, type CommandSite, withExample } from '../command-site.ts';
import { columns } from '../output/style.ts';

interface Flags {
  json?: boolean;
  owner?: string;
  project?: boolean;
  pem?: boolean;
}

const ACTIONS = ['list', 'new', 'trust', 'export'] as const;

export function registerKeys(site: CommandSite): void {
  withExample(
    site.program
      .command('keys [action] [file]')
      .description(
        'list the keys that are trusted; `new` makes your own, `trust FILE` takes one in, `export` prints yours',
      )
      .option('--owner <name>', 'whose key it is (new, trust)')
      .option('--project', 'trust it for everyone who works on the project, not only for you (trust)')
      .option('--pem', 'print the bare public key (export)')
      .option('--json', 'print one JSON document'),
    'rye keys new --owner ada',
    'rye keys export > ada.toml',
    'rye keys trust ada.toml',
  ).action((action: string | undefined, file: string | undefined, flags: Flags) =>
    keys(site, action ?? 'list', file, flags),
  );
}

async function keys(site: CommandSite, action: string, file: string | undefined, flags: Flags): Promise<void> {
  const { exportKey, listKeys, newKeys, trustPublicKey, UsageError } = await import('#app');
  const context = await appContext(site);
  const { owner, project } = flags;
  const print = <T>(value: T, text: (value: T) => string): void =>
    site.io.out(flags.json ? `${JSON.stringify(value)}\n` : text(value));
  if ((file !== undefined) !== (action === 'trust')) {
    throw new UsageError(
      action === 'trust' ? 'It is not said which key to trust.' : `\`rye keys ${action}\` takes no file.`,
      'Write `rye keys trust FILE`; the other actions take none.',
    );
  }
  switch (action) {
    case 'list':
      print(await listKeys(context), keysText);
      return;
    case 'new': {
      const { id, privateKey, publicKey, trustFile } = await newKeys(context, owner);
      const facts = { id, private_key: privateKey, public_key: publicKey, trust_file: trustFile };
      print(facts, () => `Your key is ${id}.\n  ${privateKey} (keep it to yourself)\n  ${publicKey}\n  ${trustFile}\n`);
      return;
    }
    case 'trust': {
      const trusted = await trustPublicKey(context, file ?? '', {
        inProject: project === true,
        ...(owner !== undefined && { owner }),
      });
      print(
        trusted,
        ({ id, already }) => `${id} ${already ? 'was trusted already' : 'is trusted now'}: ${trusted.file}\n`,
      );
      return;
    }
    case 'export':
      print(await exportKey(context), ({ pem, trust_file }) => (flags.pem ? pem : trust_file));
      return;
    default:
      throw new UsageError(`There is no \`rye keys ${action}\`.`, `The actions are ${ACTIONS.join(', ')}.`);
  }
}

/** The trusted keys, which of them is one's own, and the files that are ignored. */
function keysText({ keys, own, ignored }: KeyList): string {
  const rows = keys.map(({ id, owner, path }) => [
    id,
    oneLine(owner ?? '', 60),
    oneLine(path, 300),
    id === own ? 'yours' : '',
  ]);
  const table = rows.length === 0 ? ['No key is trusted.'] : columns([['KEY', 'OWNER', 'FILE', ''], ...rows]);
  const yours = own === undefined ? ['You have no key of your own: make one with `rye keys new`.'] : [];
  const untrusted =
    own !== undefined && keys.every(({ id }) => id !== own)
      ? [`Your own key ${own} is not trusted here: \`rye keys export > own.toml\`, then \`rye keys trust own.toml\`.`]
      : [];
  const warnings = ignored.map(({ path, reason }) => `ignored ${oneLine(path, 300)}: ${reason}`);
  return `${[...table, ...yours, ...untrusted, ...warnings].join('\n')}\n`;
}
