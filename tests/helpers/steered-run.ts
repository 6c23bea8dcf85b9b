import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Event, RunDocument } from '#protocol';
import { rye, ryeJson } from './rye.ts';
import { until } from './until.ts';

export const RUN = 'the-run';

/** Starts the small pipeline in a process of its own, which may be told to kill itself somewhere. */
export async function detach(project: string, env: Record<string, string> = {}): Promise<void> {
  const args = ['run', 'fan', '--offline', '--run-id', RUN, '--detach'];
  const { code, stderr } = await rye(args, { cwd: project, env });
  if (code !== 0) throw new Error(stderr);
}

export async function statusOf(project: string): Promise<RunDocument> {
  return (await ryeJson(['status', RUN], { cwd: project })).json;
}

/** Resolves when the first model call of a leaf is in flight. */
export function untilAtWork(project: string): Promise<void> {
  return until(async () => (await statusOf(project)).threads.some(({ place, doing }) => place !== 'root' && doing));
}

export async function eventsOf(project: string): Promise<Event[]> {
  return (await ryeJson<{ events: Event[] }>(['log', RUN], { cwd: project })).json.events;
}

/** Wishes that wait to be taken in. */
export function inboxOf(project: string): string[] {
  return readdirSync(join(project, '.ai', 'data', 'runs', RUN, 'inbox'));
}

/** What the `once` tool did, a line each time. */
export function ledgerLines(ledger: string): string[] {
  return readFileSync(ledger, 'utf8').trim().split('\n');
}
