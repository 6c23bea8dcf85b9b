import { appendFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Event } from '#protocol';
import { encodeGroup } from '../../src/store/journal/encode-group.ts';
import { ryeJson } from './rye.ts';

/** Adds to a run an event that only a newer rye can read. */
export async function makeNewer(cwd: string, runId: string): Promise<void> {
  const { json } = await ryeJson<{ events: Event[] }>(['log', runId, '--json'], { cwd });
  const last = json.events.at(-1);
  const folder = join(cwd, '.ai/data/runs', runId, 'events/0000');
  const segment = readdirSync(folder).toSorted().at(-1) ?? '';
  const line = {
    v: 2,
    seq: (last?.seq ?? 0) + 1,
    at: last?.at,
    thread: last?.thread,
    type: 'told_in_another_way',
    data: {},
  };
  appendFileSync(join(folder, segment), encodeGroup([Buffer.from(`${JSON.stringify(line)}\n`)]));
}
