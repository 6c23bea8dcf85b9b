import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { RunWriter } from '#protocol';
import { createGitStore } from '#store';
import { LiveFile } from '../../src/store/live/live-file.ts';
import { tailLive } from '../../src/store/live/read-live.ts';
import { message, runStarted, threadCreated } from '../helpers/store-events.ts';
import { git, IDENTITY, initRepository, put, tempFolders, tickingClock } from '../helpers/store-project.ts';

const RUN = 'tidy-ghjkmn';
const folders = tempFolders();
afterEach(folders.removeAll);

const call = (name: string) => ({ thread: name, call_id: 'm1' });

async function driven(): Promise<{ writer: RunWriter; file: string; root: string }> {
  const root = initRepository(folders.make());
  const writer = await createGitStore({ projectRoot: root, clock: tickingClock(), identity: IDENTITY }).create(RUN);
  await writer.append([runStarted(RUN), threadCreated()]).durable;
  return { writer, root, file: join(root, '.ai', 'data', 'runs', RUN, 'live', 'text.jsonl') };
}

describe('live text', () => {
  test('is there while a call is in flight, and never in git', async () => {
    const { writer, file, root } = await driven();
    expect(existsSync(file)).toBe(false);
    writer.showLive([{ call: call('a'), text: 'one' }]);
    writer.showLive([{ call: call('b'), text: 'two' }]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    writer.endLive(call('a'));
    expect(existsSync(file)).toBe(true);
    writer.endLive(call('b'));
    expect(existsSync(file)).toBe(false);
    writer.showLive([{ call: call('c'), text: 'three' }]);
    await writer.append([message('more')]).durable;
    await writer.close();
    expect(existsSync(file)).toBe(false);
    expect(git(join(root, '.ai', 'data'), 'log', '--all', '--name-only', '--format=')).not.toContain('live');
  });

  test('that a driver left when it died is gone when the run is opened again', async () => {
    const { writer, file, root } = await driven();
    await writer.close();
    put(file, 'left\n');
    const store = createGitStore({ projectRoot: root, clock: tickingClock(), identity: IDENTITY });
    const next = await store.open(RUN);
    expect(existsSync(file)).toBe(false);
    await next.close();
  });

  test('of ended calls does not pile up, and a reader follows over it', () => {
    const file = join(folders.make(), 'live', 'text.jsonl');
    const live = new LiveFile(file);
    const tail = tailLive(file);
    const text = 'x'.repeat(10_000);
    let read = '';
    live.append([{ call: call('long'), text: 'begin ' }]);
    for (let nth = 0; nth < 300; nth += 1) {
      live.append([
        { call: call(`short-${nth}`), text },
        { call: call('long'), text: `${nth} ` },
      ]);
      live.end(call(`short-${nth}`));
      for (const delta of tail.next()) {
        if (delta.thread !== 'long') continue;
        // A file written anew repeats a text from some place on.
        read = read.slice(0, delta.at) + delta.text;
      }
    }
    expect(read).toBe(`begin ${Array.from({ length: 300 }, (_, nth) => `${nth} `).join('')}`);
    expect(statSync(file).size).toBeLessThan(1_500_000);
  });

  test('keeps the end of a text that is very long', () => {
    const file = join(folders.make(), 'live', 'text.jsonl');
    const live = new LiveFile(file);
    for (let nth = 0; nth < 300; nth += 1) live.append([{ call: call('long'), text: `${nth}`.padEnd(10_000, '.') }]);
    const deltas = tailLive(file).next();
    const last = deltas.at(-1);
    expect(last?.text.startsWith('299')).toBe(true);
    expect(last && last.at + last.text.length).toBe(3_000_000);
    expect(readFileSync(file).length).toBeLessThan(1_500_000);
  });

  test.skipIf(process.getuid?.() === 0)('that cannot be written is no failure', () => {
    const folder = join(folders.make(), 'live');
    mkdirSync(folder);
    chmodSync(folder, 0o500);
    const live = new LiveFile(join(folder, 'text.jsonl'));
    expect(() => live.append([{ call: call('a'), text: 'one' }])).not.toThrow();
    expect(() => live.end(call('a'))).not.toThrow();
  });

  test.skipIf(!existsSync('/dev/full'))('is gone where the disk takes no more of it', () => {
    const folder = join(folders.make(), 'live');
    mkdirSync(folder);
    const file = join(folder, 'text.jsonl');
    symlinkSync('/dev/full', file);
    const live = new LiveFile(file);
    live.append([{ call: call('a'), text: 'one' }]);
    expect(lstatSync(file, { throwIfNoEntry: false })).toBeUndefined();
  });

  test('whose folder cannot be made is no failure', () => {
    const root = folders.make();
    put(join(root, 'live'), 'a file in its place');
    const live = new LiveFile(join(root, 'live', 'text.jsonl'));
    expect(() => live.append([{ call: call('a'), text: 'one' }])).not.toThrow();
    expect(() => live.end(call('a'))).not.toThrow();
  });
});
