import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkout, git, tempFolder, writeFiles } from './rye.ts';
import { type RyeTerminalOptions, testTerminal } from './rye-terminal.ts';
import { KEY, type Terminal } from './terminal.ts';

/** What stands on the normal screen before the cockpit begins. */
export const EARLIER = 'earlier shell text';

/** A git repository whose folder has this name, as the cockpit's header shows it. */
export function namedRepository(name = 'shop-api', files: Readonly<Record<string, string>> = {}): string {
  const project = join(tempFolder(), name);
  mkdirSync(project);
  git(project, 'init', '--quiet', '--initial-branch=trunk');
  writeFiles(project, { 'README.md': '# A shop\n', ...files });
  git(project, 'add', '--all');
  git(project, 'commit', '--quiet', '--message=first');
  return project;
}

export interface CockpitOptions extends Omit<RyeTerminalOptions, 'cwd'> {
  /** Whether to wait for the first frame. @default true */
  waits?: boolean;
}

/** Starts `rye tui` in a terminal on which a shell wrote something before, and waits for its first frame. */
export async function openCockpit(
  project: string,
  args: readonly string[] = [],
  { waits = true, node = process.execPath, ...options }: CockpitOptions = {},
): Promise<Terminal> {
  const shell = ['sh', '-c', `echo '${EARLIER}'; exec "$@"`, 'sh'] as const;
  const terminal = testTerminal([...shell, node, join(checkout, 'bin', 'rye.js'), 'tui', ...args], {
    cwd: project,
    ...options,
  });
  if (waits) await terminal.waitFor((seen) => seen.buffer() === 'alternate' && isWhole(seen));
  return terminal;
}

/** The header is drawn, and nothing is being read any more. */
function isWhole(terminal: Terminal): boolean {
  return (terminal.screen()[0] ?? '').startsWith(' rye') && !/\breading\b/.test(terminal.text());
}

/** Opens the palette and types a command; of a slash command, waits until the directives are known. Not yet entered. */
export async function typeCommand(terminal: Terminal, text: string): Promise<void> {
  terminal.press(':');
  await terminal.waitFor('┌ command');
  terminal.press(text);
  await terminal.waitFor(`:${text}`);
  if (text.startsWith('/')) await terminal.waitFor(/│ {3}\/\S+/);
}

/** Runs a command of the palette. */
export async function enterCommand(terminal: Terminal, text: string): Promise<void> {
  await typeCommand(terminal, text);
  terminal.press(KEY.enter);
  await terminal.waitFor((seen) => !seen.text().includes('┌ command'));
}
