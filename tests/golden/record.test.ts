import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { git, rye, tempRepository } from '../helpers/rye.ts';
import { statusOf } from '../helpers/steered-run.ts';
import { printed, RUN } from './commands.ts';
import { hashes, layDown, RUNS, withoutPlace } from './golden-run.ts';
import { recipes } from './recipes.ts';

/** Names of the golden runs to be recorded: `RYE_RECORD=fan,cut`. */
const wanted = (process.env['RYE_RECORD'] ?? '').split(',').filter((name) => name !== '');

it.skipIf(wanted.length > 0)('records a golden run only where it is told which', () => expect(wanted).toEqual([]));

it.each(wanted)('records %s', async (name) => {
  const folder = join(RUNS, name);
  expect(existsSync(folder), 'a golden run is never recorded again').toBe(false);
  const recipe = recipes[name];
  if (!recipe) throw new Error(`there is no recipe ${name}`);
  const project = tempRepository();
  await recipe.make(project);
  const isOurs = (path: string): boolean => !/\/(inbox|live|data|\.gitignore)$/.test(path) || path.endsWith(`${RUN}/data`);
  mkdirSync(folder, { recursive: true });
  if (existsSync(join(project, '.ai/directives'))) {
    cpSync(join(project, '.ai'), join(folder, 'project/.ai'), { recursive: true, filter: isOurs });
    cpSync(join(project, 'notes.txt'), join(folder, 'project/notes.txt'));
  }
  cpSync(join(project, '.ai/data/runs', RUN), join(folder, 'run'), { recursive: true, filter: isOurs });
  await keepExpectations(name, recipe.goesOn);
});

/** What this release makes of the files alone. */
async function keepExpectations(name: string, goesOn: string[] | undefined): Promise<void> {
  const into = join(RUNS, name, 'expected');
  mkdirSync(into, { recursive: true });
  const project = layDown(name);
  for (const [file, args] of printed(await placesOf(project)))
    writeFileSync(join(into, file), withoutPlace((await rye(args, { cwd: project })).stdout));
  const rebuilt = layDown(name);
  // Recovers, and so commits everything, before it refuses to go on with a run that nobody gave a model for.
  await rye(['fsck', '--repair'], { cwd: rebuilt });
  writeFileSync(join(into, 'trees.txt'), git(join(rebuilt, '.ai/data'), 'log', '--reverse', '--format=%T', RUN));
  if (goesOn) {
    const { status, outputs, threads } = JSON.parse((await rye(goesOn, { cwd: rebuilt })).stdout);
    const ends = threads.map(({ place, status: end }: { place: string; status: string }) => [place, end]);
    writeFileSync(join(into, 'resumed.json'), `${JSON.stringify({ status, outputs, threads: ends }, null, 1)}\n`);
  }
  writeFileSync(join(RUNS, '..', 'manifest.json'), `${JSON.stringify(hashes(), null, 1)}\n`);
}

async function placesOf(project: string): Promise<string[]> {
  return (await statusOf(project)).threads.map(({ place }) => place);
}
