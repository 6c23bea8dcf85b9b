import { describe, expect, it } from 'vitest';
import type { Event, RunDocument } from '#protocol';
import { boardProject } from '../helpers/board-project.ts';
import { type Finished, rye, ryeJson, writeFiles } from '../helpers/rye.ts';
import { until } from '../helpers/until.ts';

const RUN = 'shipping';
const CREATE = { call: 'rye/board/card_create', input: { title: 'Update titles', artifacts: ['plan.md'] } };

const boardEvents = async (cwd: string): Promise<Event[]> => {
  const { json } = await ryeJson<{ events: Event[] }>(['log', RUN], { cwd });
  return json.events.filter(({ type }) => /^(?:card|gate)_/.test(type));
};
const typesOf = async (cwd: string): Promise<string[]> => (await boardEvents(cwd)).map(({ type }) => type);
const move = (cwd: string, ...args: string[]): Promise<Finished> => rye(['move', RUN, ...args], { cwd });
const hasCard = (cwd: string): Promise<void> => until(async () => (await typesOf(cwd)).includes('card_created'));

describe('rye move', () => {
  it('moves a card of a run that another process drives, through its gates', async () => {
    const cwd = boardProject([CREATE, { text: 'shipped', delayMs: 20_000 }]);
    await rye(['run', 'ship', '--offline', '--run-id', RUN, '--detach'], { cwd });
    await hasCard(cwd);
    const moved = await ryeJson<object>(['move', RUN, 'c1', 'build'], { cwd });
    expect(moved.json).toEqual({ run_id: RUN, card: 'c1', column: 'BUILD', by: 'driver' });
    const red = await move(cwd, 'c1', 'REVIEW');
    expect([red.code, red.stderr]).toEqual([2, expect.stringContaining('no Home in the titles')]);
    writeFiles(cwd, { 'titles.txt': 'Home\n' });
    expect((await move(cwd, 'c1', 'REVIEW')).stdout).toBe(`c1 of ${RUN} is in REVIEW.\n`);
    expect(await typesOf(cwd)).toEqual(['card_created', 'card_moved', 'gate_failed', 'gate_passed', 'card_moved']);
    await rye(['kill', RUN], { cwd });
    const ended = await move(cwd, 'c1', 'SHIP');
    expect([ended.code, ended.stderr]).toEqual([2, expect.stringContaining('has ended already')]);
  });

  it('moves a card of a run that nobody drives, back with a reason and past a red gate where it is forced', async () => {
    const cwd = boardProject([CREATE, { text: 'shipped' }]);
    await rye(['run', 'ship', '--offline', '--run-id', RUN, '--quiet'], {
      cwd,
      env: { RYE_FAILPOINT: 'model-reply-received:2' },
    });
    expect((await ryeJson<object>(['move', RUN, 'c1', 'BUILD'], { cwd })).json).toMatchObject({ by: 'asker' });
    expect((await move(cwd, 'c1', 'PLAN')).stderr).toContain('sent back with a reason');
    expect((await move(cwd, 'c1', 'PLAN', '--reason', 'The titles are missing.')).code).toBe(0);
    expect((await move(cwd, 'c1', 'REVIEW')).code).toBe(2);
    expect((await move(cwd, 'c1', 'REVIEW', '--force', '--reason', 'It is late.')).code).toBe(0);
    expect((await boardEvents(cwd)).slice(2).map(({ data }) => data)).toEqual([
      { card: 'c1', from: 'BUILD', to: 'PLAN', note: 'The titles are missing.', by: 'user' },
      { card: 'c1', gate: 'REVIEW', detail: expect.stringContaining('ended with 1'), by: 'user' },
      { card: 'c1', from: 'PLAN', to: 'REVIEW', by: 'user', forced: ['REVIEW'], note: 'It is late.' },
    ]);
    const { stdout } = await rye(['log', RUN, '--type', 'card_moved,card_returned'], { cwd });
    expect(stdout).toContain('card c1 moved from PLAN to REVIEW by user, past the red gate of REVIEW: It is late.');
    expect(stdout).toContain('card c1 sent back to PLAN by user: The titles are missing.');
    const { json } = await ryeJson<RunDocument>(['resume', RUN, '--quiet'], { cwd });
    expect(json.status).toBe('completed');
    expect((await ryeJson(['fsck'], { cwd })).json).toMatchObject({ ok: true });
  });
});
