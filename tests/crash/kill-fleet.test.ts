import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { foldRun } from '#protocol';
import { isFull } from '../helpers/crash/moments.ts';
import { tell } from '../helpers/crash/tally.ts';
import { fleetProject, TASK } from '../helpers/fleet-session.ts';
import { rye, ryeJson } from '../helpers/rye.ts';
import { eventsOf } from '../helpers/steered-run.ts';

const RUN = 'the-run';
const START = ['run', 'fleet', '--offline', '-i', `task=${TASK}`, '--run-id', RUN, '--quiet'];

/** Where the process kills itself while it makes, commands and deletes agents. */
const MOMENTS = [
  'thread-continued:1',
  'child-spawned:1',
  'child-spawned:3',
  'journal-sync-after:4',
  'model-reply-recorded:6',
  'tool-started:2',
  'tool-finished:3',
  'journal-ack-after:40',
];

describe('a fleet whose process dies', () => {
  it.each(MOMENTS.filter((_, nth) => isFull || nth === 0))(
    'at %s goes on: no agent twice, no command twice, the same files',
    async (moment) => {
      const cwd = fleetProject();
      const died = await rye(START, { cwd, env: { RYE_FAILPOINT: moment } });
      onTestFinished(({ task }) =>
        tell(inject('crashTally'), {
          kills: [moment.split(':')[0] ?? ''],
          recovered: task.result?.state === 'pass',
          repeated: 0,
          lost: 0,
        }),
      );
      expect(died.signal, died.stderr).toBe('SIGKILL');
      const begun = (await eventsOf(cwd).catch(() => [])).length > 0;
      const { json } = await ryeJson(begun ? ['resume', RUN, '--quiet'] : START, { cwd });
      expect(json).toMatchObject({ status: 'completed', outputs: { files: ['docs/frontend.md'] } });
      const state = foldRun(await eventsOf(cwd));
      expect([...state.byPlace.keys()].toSorted()).toEqual([
        'root',
        'root/backend-writer',
        'root/checker',
        'root/frontend-writer',
        'root/frontend-writer+1',
      ]);
      expect(readFileSync(join(cwd, 'docs/frontend.md'), 'utf8')).toContain('See also the other.');
      expect((await ryeJson(['fsck', '--json'], { cwd })).json).toMatchObject({ ok: true });
    },
  );
});
