import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import type { JsonObject, RunDocument } from '#protocol';
import { isFull } from '../helpers/crash/moments.ts';
import { tell } from '../helpers/crash/tally.ts';
import { calls, graphText, returns } from '../helpers/graph-fixture.ts';
import { rye, ryeJson, tempRepository, writeFiles } from '../helpers/rye.ts';
import { eventsOf } from '../helpers/steered-run.ts';

const RUN = 'the-run';
const START = ['run', 'flows/demo', '--run-id', RUN, '--quiet'];

/** Where the process kills itself: between any two things that a graph does. */
const MOMENTS = [
  'graph-step-started:1',
  'graph-step-completed:1',
  'foreach-item-completed:2',
  'child-spawned:1',
  'tool-started:1',
  'tool-started:4',
  'tool-finished:2',
  'graph-step-started:2',
  'graph-step-completed:2',
  'graph-step-completed:3',
  'graph-step-completed:4',
  'foreach-item-completed:1',
  'foreach-item-completed:5',
  'child-spawned:2',
  'journal-sync-before:3',
  'journal-ack-after:20',
  'ref-move-before:2',
];

/** A tool of the project that adds a line to `ran.txt`, and gives back what it was given. */
const NOTE = `export const __tool_type__ = 'node';
export const __tool_description__ = 'Notes that it ran.';
export const __effect__ = 'EFFECT';
export const CONFIG_SCHEMA = { type: 'object', properties: { what: {} } };
import { appendFileSync, readFileSync } from 'node:fs';
const { what } = JSON.parse(readFileSync(0, 'utf8'));
appendFileSync('ran.txt', what + '\\n');
console.log(JSON.stringify({ what }));
`;

const INNER: JsonObject = {
  nodes: {
    a: calls('note', { what: 'inner ${inputs.n}' }, { assign: { w: '${result.what}' }, next: 'b' }),
    b: returns({ w: '${state.w}' }),
  },
};

const CONFIG: JsonObject = {
  nodes: {
    a: calls('note', { what: 'a' }, { assign: { x: '${result.what}' }, next: 'list' }),
    list: {
      type: 'foreach',
      over: [1, 2, 3],
      as: 'n',
      action: { item_id: 'note', params: { what: 'item ${n}' } },
      collect: 'noted',
      next: 'side',
    },
    side: {
      type: 'foreach',
      over: [1, 2],
      as: 'n',
      parallel: true,
      action: { item_type: 'graph', item_id: 'flows/inner', params: { n: '${n}' } },
      collect: 'threads',
      next: 'gate',
    },
    gate: { type: 'gate', assign: { count: '${state.noted.2.what}' }, next: 'end' },
    end: returns({ x: '${state.x}', noted: '${state.noted}', count: '${state.count}' }),
  },
};

const OUTPUTS = {
  x: 'a',
  noted: [{ what: 'item 1' }, { what: 'item 2' }, { what: 'item 3' }],
  count: 'item 3',
};

function project(): string {
  const cwd = tempRepository();
  writeFiles(cwd, {
    '.ai/tools/note.mjs': NOTE.replace('EFFECT', 'idempotent'),
    '.ai/tools/flows/demo.yaml': graphText(CONFIG, { acknowledge: [{ risk: 'unrestricted', reason: 'test' }] }),
    '.ai/tools/flows/inner.yaml': graphText(INNER, { acknowledge: [{ risk: 'unrestricted', reason: 'test' }] }),
  });
  return cwd;
}

function placesOf(document: RunDocument): object[] {
  return document.threads
    .map(({ place, status, outputs }) => ({ place, status, outputs }))
    .toSorted((a, b) => a.place.localeCompare(b.place));
}

describe('a graph whose process is killed', () => {
  it.each(MOMENTS.filter((_, nth) => isFull || nth < 3))(
    'at %s goes on at its step: the same outputs, and no finished step runs again',
    async (moment) => {
      const cwd = project();
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
      const before = existsSync(join(cwd, '.ai/data/runs', RUN)) ? await eventsOf(cwd).catch(() => []) : [];
      const finished = before.filter(({ type, data }) => type === 'tool_call_completed' && data.tool === 'note').length;
      const lines = (): number =>
        existsSync(join(cwd, 'ran.txt')) ? readFileSync(join(cwd, 'ran.txt'), 'utf8').trim().split('\n').length : 0;
      const ranBefore = lines();
      const { json } = await ryeJson(before.length > 0 ? ['resume', RUN, '--quiet'] : START, { cwd });
      expect(json).toMatchObject({ status: 'completed', outputs: OUTPUTS });
      expect(placesOf(json)).toEqual([
        { place: 'root', status: 'completed', outputs: OUTPUTS },
        { place: 'root/side[0]', status: 'completed', outputs: { w: 'inner 1' } },
        { place: 'root/side[1]', status: 'completed', outputs: { w: 'inner 2' } },
      ]);
      // Six calls in all; what had not told its end may run once more.
      expect(lines()).toBeLessThanOrEqual(6 + (ranBefore - finished));
      expect((await ryeJson(['fsck', '--json'], { cwd })).json).toMatchObject({ ok: true });
    },
  );
});
