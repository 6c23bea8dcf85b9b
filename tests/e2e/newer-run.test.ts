import { join } from 'node:path';
import { expect, it } from 'vitest';
import { askingProject } from '../helpers/asking-project.ts';
import { makeNewer } from '../helpers/newer-run.ts';
import { git, rye, ryeJson } from '../helpers/rye.ts';

it('a run of a newer rye is refused by everything that goes by its history, with one message, and stays as it is', async () => {
  const cwd = askingProject();
  for (const id of ['newer', 'other']) await rye(['run', 'lead', '--offline', '--run-id', id, '--quiet'], { cwd });
  await makeNewer(cwd, 'newer');
  const before = git(join(cwd, '.ai/data'), 'for-each-ref');
  const commands = [
    ['diff', 'newer', 'other'],
    ['fork', 'newer'],
    ['cost', 'newer'],
    ['blame', 'newer', 'said'],
    ['test', '--from', 'newer'],
    ['plan', 'lead', '--since', 'newer', '--offline'],
    ['run', 'lead', '--since', 'newer', '--offline'],
    ['resume', 'newer', '--latest'],
    ['bisect', '--good', 'newer@2', '--bad', 'newer', '--check', 'true'],
  ];
  for (const command of commands) {
    const { code, json } = await ryeJson<{ error: { code: string; message: string } }>(command, { cwd });
    expect([code, json.error.code], command.join(' ')).toEqual([3, 'protocol/newer-event']);
    expect(json.error.message).toContain('the run was written by a newer one');
  }
  expect((await rye(['report', 'newer'], { cwd })).code).toBe(3);
  expect(git(join(cwd, '.ai/data'), 'for-each-ref')).toBe(before);
});
