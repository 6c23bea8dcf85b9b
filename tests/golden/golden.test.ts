import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Event, foldRun, type RunDocument } from '#protocol';
import { createGitStore } from '#store';
import { runCli } from '../cli/run-cli.ts';
import { FakeClock } from '../helpers/fake-clock.ts';
import { git } from '../helpers/rye.ts';
import { printed, RUN } from './commands.ts';
import { expected, hashes, layDown, RUNS, withoutPlace } from './golden-run.ts';
import { recipes } from './recipes.ts';

const names = readdirSync(RUNS).sort();
const IDENTITY = { name: 'Ada', email: 'ada@example.com' };

const storeOf = (projectRoot: string) => createGitStore({ projectRoot, clock: new FakeClock(), identity: IDENTITY });

it('no golden run has changed since it was recorded', () => {
  expect(hashes()).toEqual(JSON.parse(readFileSync(join(import.meta.dirname, 'manifest.json'), 'utf8')));
});

describe.each(names)('the golden run %s', (name) => {
  it('is read, event by event, as its files say', async () => {
    const project = layDown(name);
    const folder = join(RUNS, name, 'run', 'events', '0000');
    const lines = readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), 'utf8').trimEnd().split('\n'));
    const written = lines.map((line) => {
      const { group: _group, ...event } = JSON.parse(line) as Event & { group?: unknown };
      return event;
    });
    const read = await storeOf(project).read(RUN);
    expect(read).toEqual(written);
    // It folds: a type, or a field, whose meaning was changed would throw or differ below.
    expect(foldRun(read).seq).toBe(written.length);
  });

  it.each(printed(placesOf(name)))('is rendered as it was: %s', async (file, args) => {
    const { code, out } = await runCli(args, layDown(name));
    expect(code).toBe(0);
    expect(withoutPlace(out)).toBe(expected(name, file));
  });

  it('comes to the same trees when its branch is made anew from its files', async () => {
    const project = layDown(name);
    await (await storeOf(project).open(RUN)).close();
    expect(git(join(project, '.ai/data'), 'log', '--reverse', '--format=%T', RUN)).toBe(expected(name, 'trees.txt'));
  });

  const goesOn = recipes[name]?.goesOn;
  it.runIf(goesOn)('goes on as it did then', async () => {
    const { out } = await runCli(goesOn ?? [], layDown(name));
    const { status, outputs, threads } = JSON.parse(out) as RunDocument;
    const ends = threads.map(({ place, status: end }) => [place, end]);
    expect({ status, outputs, threads: ends }).toEqual(JSON.parse(expected(name, 'resumed.json')));
  });
});

function placesOf(name: string): string[] {
  const file = join(RUNS, name, 'expected', 'status.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as RunDocument).threads.map(({ place }) => place) : [];
}
