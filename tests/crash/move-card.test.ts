import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import type { Event } from '#protocol';
import { boardProject } from '../helpers/board-project.ts';
import { isFull } from '../helpers/crash/moments.ts';
import { tell } from '../helpers/crash/tally.ts';
import { rye, ryeJson, writeFiles } from '../helpers/rye.ts';
import { eventsOf, inboxOf, RUN, statusOf } from '../helpers/steered-run.ts';
import { until } from '../helpers/until.ts';

const MOMENTS = ['intent-received:1', 'intent-recorded:1', 'intent-acted:1', 'intent-settled:1'];
const CREATE = { call: 'rye/board/card_create', input: { title: 'Update titles' } };

const count = (events: Event[], type: Event['type']): number => events.filter((event) => event.type === type).length;

/** A run with a card, whose driver kills itself on the way from a wish to its fact. */
async function driverThatDiesAt(moment: string): Promise<string> {
  const cwd = boardProject([CREATE, { text: 'shipped', delayMs: 20_000 }]);
  writeFiles(cwd, { 'titles.txt': 'Home\n' });
  const env = { RYE_FAILPOINT: moment };
  await rye(['run', 'ship', '--offline', '--run-id', RUN, '--detach'], { cwd, env });
  await until(async () => count(await eventsOf(cwd), 'card_created') === 1);
  onTestFinished(({ task }) =>
    tell(inject('crashTally'), {
      kills: [moment.split(':')[0] ?? ''],
      recovered: task.result?.state === 'pass',
      repeated: 0,
      lost: 0,
    }),
  );
  return cwd;
}

/** Leaves a wish in the inbox, as a process does that does not wait for what becomes of it. */
function leave(cwd: string, intent: { id: string }): void {
  const inbox = join(cwd, '.ai/data/runs', RUN, 'inbox');
  mkdirSync(inbox, { recursive: true });
  writeFileSync(join(inbox, 'half'), `${JSON.stringify(intent)}\n`);
  renameSync(join(inbox, 'half'), join(inbox, `${intent.id}.json`));
}

/** The run as it is once somebody has gone on with it. */
async function resumed(cwd: string): Promise<Event[]> {
  writeFiles(cwd, { '.ai/offline/ship.yaml': JSON.stringify({ turns: [{ text: 'shipped' }, { text: 'shipped' }] }) });
  await rye(['resume', RUN, '--quiet'], { cwd });
  return eventsOf(cwd);
}

describe.each(isFull ? MOMENTS : MOMENTS.slice(0, 2))('a driver that dies at %s', (moment) => {
  it('has moved a card once, whoever takes the wish in', async () => {
    const cwd = await driverThatDiesAt(moment);
    const asked = await rye(['move', RUN, 'c1', 'REVIEW'], { cwd });
    expect(asked.code, asked.stderr).toBe(0);
    await until(async () => (await statusOf(cwd)).status !== 'running');
    const events = await resumed(cwd);
    expect([count(events, 'intent_received'), count(events, 'gate_passed'), count(events, 'card_moved')]).toEqual([
      1, 1, 1,
    ]);
    expect(inboxOf(cwd)).toEqual([]);
  });
});

describe('a wish to move a card that lies in the inbox of a dead driver', () => {
  it('is taken in by whoever resumes the run, once', async () => {
    const cwd = await driverThatDiesAt('intent-received:1');
    const intent = { id: 'move_card-1', kind: 'move_card', by: 'ann', args: { card: 'c1', to: 'REVIEW' } };
    leave(cwd, intent);
    await until(async () => (await statusOf(cwd)).status !== 'running');
    expect(count(await eventsOf(cwd), 'intent_received')).toBe(0);
    expect(inboxOf(cwd)).toEqual(['move_card-1.json']);
    const events = await resumed(cwd);
    expect([count(events, 'intent_received'), count(events, 'gate_passed'), count(events, 'card_moved')]).toEqual([
      1, 1, 1,
    ]);
    expect(inboxOf(cwd)).toEqual([]);
    const { json } = await ryeJson(['fsck'], { cwd });
    expect(json).toMatchObject({ ok: true });
  });
});
