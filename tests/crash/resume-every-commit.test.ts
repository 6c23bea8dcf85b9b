import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  carriedToRemote,
  commitsTried,
  driveEverything,
  resumeFromCommits,
  TIMEOUT_MS,
} from '../helpers/crash/every-commit.ts';
import { everythingProject } from '../helpers/everything.ts';
import { git, rye, tempFolder } from '../helpers/rye.ts';

it(`a run that uses all that agents work with is resumed from ${commitsTried} of its history to the same end`, {
  timeout: TIMEOUT_MS,
}, async () => {
  const driven = { cwd: everythingProject(), run: 'the-run' };
  await resumeFromCommits(driven, await driveEverything(driven, ['--offline']));
});

it(`a run that a recorded one answers is resumed from ${commitsTried} of its history, by the recorded one, to the same end`, {
  timeout: TIMEOUT_MS,
}, async () => {
  const recorded = { cwd: everythingProject(), run: 'the-run' };
  const told = await driveEverything(recorded, ['--offline']);
  // Another machine, where no script is left that could answer in its place; a key is nowhere.
  const cwd = join(tempFolder(), 'again');
  git(recorded.cwd, 'clone', '--quiet', recorded.cwd, cwd);
  git(cwd, 'rm', '-r', '--quiet', '.ai/offline');
  git(cwd, 'commit', '--quiet', '--message=no scripts');
  expect((await rye(['pull', await carriedToRemote(recorded.cwd)], { cwd })).code).toBe(0);

  const again = { cwd, run: 'again' };
  const wanted = await driveEverything(again, ['--provider', 'replay:the-run']);
  expect(wanted).toEqual(told);
  await resumeFromCommits(again, wanted, ({ status, error }, where) => {
    expect({ status, message: error?.message }, where).toEqual({
      status: 'error',
      message: expect.stringMatching(/replay_miss.*"code":"interrupted"/),
    });
  });
});
