import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { checkout, git, tempFolder, writeFiles } from './rye.ts';
import type { Terminal } from './terminal.ts';

/** A project of four parts, and the bundled scripts of `survey`, slowed down so that somebody can watch. */
export function surveyedProject(): string {
  const project = join(tempFolder(), 'harbour');
  const files: Record<string, string> = { 'README.md': '# Harbour\n', 'package.json': '{"name": "harbour"}\n' };
  for (const folder of ['api/src', 'web/src', 'docs', 'tests'])
    for (let nth = 0; nth < 6; nth += 1) files[`${folder}/file${nth}.ts`] = `export const berth${nth} = ${nth};\n`;
  writeFiles(project, files);
  git(project, 'init', '--quiet', '--initial-branch=trunk');
  git(project, 'add', '--all');
  git(project, 'commit', '--quiet', '--message=first');
  const scout = readFileSync(join(checkout, '.ai/offline/survey/scout.yaml'), 'utf8');
  writeFiles(project, { '.ai/offline/survey/scout.yaml': slowed(scout, 4000) });
  return realpathSync(project);
}

/** Each turn of a script waits before it answers. */
function slowed(script: string, delayMs: number): string {
  return script.replace(/^( {2})- (?=\w)/gm, `$1- delay_ms: ${delayMs}\n    `);
}

/** The first row of the cockpit. */
export const header = (terminal: Terminal): string => terminal.screen()[0] ?? '';

/** What the header says that the run has spent, in USD. */
export const money = (terminal: Terminal): number => Number(/\$([\d.]+)\//.exec(header(terminal))?.[1] ?? Number.NaN);
