import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import type { Event } from '#protocol';
import { isFull } from '../helpers/crash/moments.ts';
import { tell } from '../helpers/crash/tally.ts';
import { writePipeline } from '../helpers/pipeline.ts';
import { rye, ryeJson, tempFolder, tempRepository } from '../helpers/rye.ts';
import { detach, eventsOf, inboxOf, ledgerLines, RUN, statusOf, untilAtWork } from '../helpers/steered-run.ts';
import { until } from '../helpers/until.ts';

const MOMENTS = ['intent-received:1', 'intent-recorded:1', 'intent-acted:1', 'intent-settled:1'];

const count = (events: Event[], type: Event['type']): number => events.filter((event) => event.type === type).length;

/** A run whose driver kills itself on the way from a wish to its fact, and the asker that is left with it. */
async function askAtDeathbed(moment: string, args: string[]): Promise<{ project: string; ledger: string }> {
  const project = tempRepository();
  const ledger = join(tempFolder(), 'ledger');
  writePipeline(project, { delayMs: 6000, ledger });
  await detach(project, { RYE_FAILPOINT: moment });
  await untilAtWork(project);
  const asked = await rye(args, { cwd: project });
  expect(asked.code, asked.stderr).toBe(0);
  await until(async () => (await statusOf(project)).status !== 'running');
  onTestFinished(({ task }) =>
    tell(inject('crashTally'), {
      kills: [moment.split(':')[0] ?? ''],
      recovered: task.result?.state === 'pass',
      repeated: existsSync(ledger) ? ledgerLines(ledger).length - new Set(ledgerLines(ledger)).size : 0,
      lost: 0,
    }),
  );
  return { project, ledger };
}

describe.each(MOMENTS)('a driver that dies at %s', (moment) => {
  /** In the sample one wish a moment. */
  const takes = (nth: number): boolean => isFull || MOMENTS.indexOf(moment) % 3 === nth;

  it.runIf(takes(0))('has taken in a message once', async () => {
    const { project, ledger } = await askAtDeathbed(moment, ['message', RUN, 'root/leaf1', 'be brief']);
    const { json } = await ryeJson(['resume', RUN, '--quiet'], { cwd: project });
    expect(json.status).toBe('completed');
    const events = await eventsOf(project);
    expect([count(events, 'intent_received'), count(events, 'message_injected')]).toEqual([1, 1]);
    expect(ledgerLines(ledger)).toHaveLength(3);
    expect(inboxOf(project)).toEqual([]);
  });

  it.runIf(takes(1))('leaves a run paused, once', async () => {
    const { project, ledger } = await askAtDeathbed(moment, ['pause', RUN]);
    expect((await statusOf(project)).status).toBe('paused');
    const { json } = await ryeJson(['resume', RUN, '--quiet'], { cwd: project });
    expect(json.status).toBe('completed');
    const events = await eventsOf(project);
    expect(
      ['intent_received', 'run_paused', 'run_unpaused'].map((type) => count(events, type as Event['type'])),
    ).toEqual([1, 1, 1]);
    expect(ledgerLines(ledger)).toHaveLength(3);
    expect(inboxOf(project)).toEqual([]);
  });

  it.runIf(takes(2))('leaves nothing of a killed run alive', async () => {
    const { project } = await askAtDeathbed(moment, ['kill', RUN]);
    const { status, threads } = await statusOf(project);
    expect(status).toBe('cancelled');
    expect(threads.map((thread) => thread.status)).toEqual(['killed', 'killed', 'killed', 'killed']);
    const events = await eventsOf(project);
    expect([count(events, 'intent_received'), count(events, 'thread_killed')]).toEqual([1, 4]);
    expect(inboxOf(project)).toEqual([]);
  });
});
