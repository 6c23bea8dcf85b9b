import { describe, expect, it } from 'vitest';
import { type Event, type FileDiff, type Store, sha256 } from '#protocol';
import { createMemoryStore } from '#store';
import { addTextDiffs, type ContentSide } from '../../../src/app/diff/read-texts.ts';
import { draftOf, runOf } from '../../helpers/event-builder.ts';
import { FakeClock } from '../../helpers/fake-clock.ts';

type Content = string | Uint8Array;

/** A run that wrote these artifacts. */
async function writing(store: Store, runId: string, files: Readonly<Record<string, Content>>): Promise<ContentSide> {
  const writer = await store.create(runId);
  await writer.append(runOf()).durable;
  const events: Event[] = [];
  for (const [path, content] of Object.entries(files)) {
    const fact = await writer.putContent(Buffer.from(content));
    events.push(...writer.append([draftOf('artifact_written', { path, ...fact })]).events);
  }
  return { runId, events, pruned: false };
}

function fact(content: Content | undefined): FileDiff['a'] {
  return content === undefined ? undefined : { sha256: sha256(content), bytes: Buffer.byteLength(content) };
}

/** What is told of one file that two runs left. */
async function told(a: Content | undefined, b: Content | undefined): Promise<Pick<FileDiff, 'diff' | 'note'>> {
  const store = createMemoryStore({ clock: new FakeClock() });
  const sides = {
    a: await writing(store, 'run-a', a === undefined ? {} : { x: a }),
    b: await writing(store, 'run-b', b === undefined ? {} : { x: b }),
  };
  const [left, right] = [fact(a), fact(b)];
  const file: FileDiff = {
    path: 'artifacts/x',
    change: 'changed',
    ...(left && { a: left }),
    ...(right && { b: right }),
  };
  await addTextDiffs(store, sides, { artifacts: [file], definitions: [] });
  const { diff, note } = file;
  return { ...(diff !== undefined && { diff }), ...(note !== undefined && { note }) };
}

describe('a file that two runs left differently', () => {
  it('is told as a unified diff', async () => {
    expect(await told('one\ntwo\n', 'one\n2\n')).toEqual({
      diff: '--- a/artifacts/x\n+++ b/artifacts/x\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n',
    });
  });

  it('is all new, or all gone, where only one has it', async () => {
    expect(await told(undefined, 'one\n')).toEqual({
      diff: '--- /dev/null\n+++ b/artifacts/x\n@@ -0,0 +1,1 @@\n+one\n',
    });
    expect((await told('one\n', undefined)).diff).toContain('--- a/artifacts/x\n+++ /dev/null\n');
  });

  it('is not looked into where it is no text, too long, or hardly a line is the same', async () => {
    expect(await told('one', new Uint8Array([1, 0, 2]))).toEqual({ note: 'no text' });
    expect(await told('one', new Uint8Array([0xff, 0xfe]))).toEqual({ note: 'no text' });
    expect(await told('one', 'x'.repeat(1024 * 1024 + 1))).toEqual({ note: 'over 1 MiB' });
    const lines = (word: string): string => Array.from({ length: 3000 }, (_, nth) => `${word} ${nth}\n`).join('');
    expect(await told(lines('a'), lines('b'))).toEqual({ note: 'hardly a line is the same' });
  });

  it('is named alone where its content is gone, or many others come before it', async () => {
    const store = createMemoryStore({ clock: new FakeClock() });
    const a = await writing(store, 'run-a', { x: 'one' });
    const b = await writing(store, 'run-b', {});
    const gone: FileDiff = { path: 'artifacts/x', change: 'only_b', b: { sha256: 'f'.repeat(64), bytes: 3 } };
    const files: FileDiff[] = Array.from({ length: 202 }, () => ({ ...gone }));
    await addTextDiffs(store, { a, b }, { artifacts: files, definitions: [] });
    expect(files[0]?.note).toBe('run-b no longer has it');
    expect(files.filter(({ note }) => note === 'not compared: the texts of the first 200 are')).toHaveLength(2);
  });
});
