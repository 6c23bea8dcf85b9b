import { expect, it } from 'vitest';
import type { EventBisect } from '#app';
import { askingProject, LEAD, SCRIPTS } from '../helpers/asking-project.ts';
import { eventsOf } from '../helpers/lead-pipeline.ts';
import { rye, ryeJson, writeFiles } from '../helpers/rye.ts';

it('rye bisect finds the event at which a file of the run is no longer as it should be', async () => {
  const cwd = askingProject();
  const write = (content: string) => ({
    calls: [{ tool: 'rye/artifacts/write', input: { path: 'state.txt', content } }],
  });
  writeFiles(cwd, {
    '.ai/directives/lead.md': LEAD.replace('<tool>', '<tool>rye/artifacts/*</tool><tool>'),
    '.ai/offline/lead.yaml': JSON.stringify({
      turns: [write('good'), ...SCRIPTS.lead.turns.slice(0, 2), write('bad'), ...SCRIPTS.lead.turns.slice(2)],
    }),
  });
  expect((await rye(['run', 'lead', '--offline', '--run-id', 'the-run', '--quiet'], { cwd })).code).toBe(0);
  const events = await eventsOf(cwd, 'the-run');
  const [good, bad] = events.filter(({ type }) => type === 'artifact_written').map(({ seq }) => seq);
  const before = (await rye(['log', 'the-run', '--json'], { cwd })).stdout;
  const bisect = (...args: string[]) =>
    ryeJson<EventBisect & { error?: { message: string } }>(['bisect', ...args], { cwd });
  const { json, stderr } = await bisect(
    '--good',
    `the-run@${good}`,
    '--bad',
    'the-run',
    '--check',
    'grep -q good artifacts/state.txt',
  );
  expect(json.first_bad).toMatchObject([
    { seq: bad, thread: 'root', type: 'artifact_written', what: expect.stringContaining('state.txt') },
  ]);
  expect(json.checked).toBeLessThanOrEqual(2 + Math.ceil(Math.log2(events.length)));
  expect(stderr).toContain(`the-run@${good} good`);
  const skipping = `test "$RYE_SEQ" -eq ${(bad ?? 0) - 1} && exit 125; grep -q good artifacts/state.txt`;
  expect(
    (await bisect('--good', `the-run@${good}`, '--bad', 'the-run', '--check', skipping)).json.first_bad.map(
      ({ seq }) => seq,
    ),
  ).toEqual([(bad ?? 0) - 1, bad]);
  expect((await rye(['log', 'the-run', '--json'], { cwd })).stdout).toBe(before);

  const refused = async (...args: string[]) => {
    const {
      code,
      json: { error },
    } = await bisect(...args);
    return [code, error?.message];
  };
  expect(await refused('--good', 'the-run@1', '--bad', 'the-run', '--check', 'true')).toEqual([
    2,
    'The check passes at the-run, which is to be bad.',
  ]);
  expect(await refused('--good', 'the-run@1', '--bad', 'the-run', '--check', 'false')).toEqual([
    2,
    'The check fails at the-run@1, which is to be good.',
  ]);
  expect(await refused('--good', 'the-run@9', '--bad', 'the-run@3', '--check', 'true')).toEqual([
    2,
    'Event 9 does not come before event 3.',
  ]);
  expect(await refused('--good', 'the-run@1', '--bad', 'the-run', '--check', 'no-such-command')).toEqual([
    2,
    expect.stringContaining('was not found'),
  ]);
});
