import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { Event, Intent, RunWriter, Store } from '#protocol';
import { sha256 } from '#protocol';
import {
  artifactWritten,
  dataWritten,
  message,
  runStarted,
  THREAD,
  threadCreated,
} from '../../helpers/store-events.ts';

const RUN = 'survey-ghj';
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const code = (value: string): unknown => expect.objectContaining({ code: value });

/** What every store does. */
export function describeStore(name: string, open: () => { store: Store; clean: () => void }): void {
  describe(`${name} keeps the store's contract`, () => {
    const writers: RunWriter[] = [];
    const cleans: (() => void)[] = [];

    const setUp = (): Store => {
      const { store, clean } = open();
      cleans.push(clean);
      return store;
    };
    const create = async (store: Store, runId = RUN): Promise<RunWriter> => {
      const writer = await store.create(runId);
      writers.push(writer);
      await writer.append([runStarted(runId), threadCreated()]).durable;
      return writer;
    };

    afterEach(async () => {
      for (const writer of writers.splice(0)) await writer.close();
      for (const clean of cleans.splice(0)) clean();
    });

    test('events are given seq and time at once, and read back as they were given', async () => {
      const store = setUp();
      const writer = await create(store);
      const { events, durable } = writer.append([message('one'), message('zwei ✓')]);
      expect(events.map(({ seq }) => seq)).toEqual([3, 4]);
      expect(Date.parse(events[0]?.at ?? '')).toBeGreaterThan(0);
      await durable;
      const read = await store.read(RUN);
      expect(read.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
      expect(read.slice(2)).toEqual(events);
      expect(await store.read(RUN, 2)).toEqual(read.slice(0, 2));
    });

    test('an invalid event is refused, and none of its group is written', async () => {
      const store = setUp();
      const writer = await create(store);
      const bad = { ...message('x'), data: { text: 1, by: 'test' } } as unknown as ReturnType<typeof message>;
      expect(() => writer.append([message('good'), bad])).toThrow(code('protocol/invalid-event'));
      expect(writer.append([message('next')]).events[0]?.seq).toBe(3);
    });

    test('an event may not name content that was never put', async () => {
      const writer = await create(setUp());
      expect(() => writer.append([artifactWritten('a.md', { sha256: sha256('never'), bytes: 5 })])).toThrow(
        code('store/unknown-content'),
      );
    });

    test('an artifact may not leave its folder, nor take a name that is kept', async () => {
      const writer = await create(setUp());
      const content = await writer.putContent(bytes('x'));
      const paths = ['', '/etc/passwd', 'a/../b', '.git/config', 'a/.GIT/x', 'by-hash/x', 'a\nb', 'a//b', '.'];
      for (const path of paths) {
        expect(() => writer.append([artifactWritten(path, content)]), path).toThrow(code('store/bad-path'));
      }
      expect(writer.append([message('next')]).events[0]?.seq).toBe(3);
    });

    test('an artifact is never both a file and a folder', async () => {
      const writer = await create(setUp());
      const content = await writer.putContent(bytes('x'));
      await writer.append([artifactWritten('out', content)]).durable;
      expect(() => writer.append([artifactWritten('out/a', content)])).toThrow(code('store/bad-path'));
    });

    test('content of more than 50 MiB is refused, and nothing of it is kept', async () => {
      const store = setUp();
      const writer = await create(store);
      const most = 50 * 1024 * 1024;
      const large = Buffer.alloc(most + 1);
      await expect(writer.putContent(large)).rejects.toMatchObject({
        code: 'store/too-large',
        data: { bytes: most + 1, limitBytes: most },
      });
      expect(() => writer.append([artifactWritten('a.bin', { sha256: sha256(large), bytes: large.length })])).toThrow(
        code('store/unknown-content'),
      );
      expect(await writer.putContent(bytes('a report'))).toEqual({ sha256: sha256('a report'), bytes: 8 });
    });

    test('content is given back by its hash, by the writer and by readers', async () => {
      const store = setUp();
      const writer = await create(store);
      const content = await writer.putContent(bytes('a report'));
      expect(content).toEqual({ sha256: sha256('a report'), bytes: 8 });
      await writer.append([artifactWritten('report.md', content)]).durable;
      await writer.placeArtifact('report.md', content.sha256);
      expect(new TextDecoder().decode(await writer.content(content.sha256))).toBe('a report');
      await writer.close();
      expect(new TextDecoder().decode(await store.content(RUN, content.sha256))).toBe('a report');
      await expect(store.content(RUN, sha256('other'))).rejects.toThrow(code('store/unknown-content'));
    });

    test('a data write with a hash that no longer holds is refused before it is recorded', async () => {
      const writer = await create(setUp());
      const place = async (text: string, expectedSha256?: string): Promise<void> => {
        const content = await writer.putContent(bytes(text));
        const record = async (): Promise<{ seq: number }> => {
          const { events, durable } = writer.append([dataWritten('leads/done.json', content)]);
          await durable;
          return { seq: events[0]?.seq ?? 0 };
        };
        await writer.placeData('leads/done.json', content.sha256, {
          ...(expectedSha256 && { expectedSha256 }),
          record,
        });
      };
      await place('[]');
      await place('[1]', sha256('[]'));
      await expect(place('[2]', sha256('[]'))).rejects.toThrow(code('store/data-changed'));
      expect(writer.append([message('next')]).events[0]?.seq).toBe(5);
    });

    test('a run that is driven cannot be opened or begun again, and can once it is closed', async () => {
      const store = setUp();
      const writer = await create(store);
      await expect(store.open(RUN)).rejects.toThrow(code('store/held'));
      await expect(store.create(RUN)).rejects.toThrow(code('store/run-exists'));
      expect(await store.holder(RUN)).toMatchObject({ pid: process.pid, fence: 1, alive: true });
      await writer.close();
      expect(await store.holder(RUN)).toMatchObject({ fence: 1, alive: false });
      const again = await store.open(RUN);
      writers.push(again);
      expect(again.fence).toBe(2);
      expect(again.events).toEqual(await store.read(RUN));
      expect(again.recovery).toBeUndefined();
      expect(again.append([message('on')]).events[0]?.seq).toBe(3);
    });

    test('a closed writer takes nothing', async () => {
      const writer = await create(setUp());
      await writer.close();
      expect(() => writer.append([message('late')])).toThrow(code('store/closed'));
    });

    test('an unknown run is told with the nearest names', async () => {
      const store = setUp();
      await create(store);
      const unknown = expect.objectContaining({
        code: 'store/unknown-run',
        data: { run_id: 'survey-ghk', nearest: [RUN] },
      });
      await expect(store.read('survey-ghk')).rejects.toThrow(unknown);
      await expect(store.open('survey-ghk')).rejects.toThrow(unknown);
      await expect(store.send('survey-ghk', { id: 'i', kind: 'cancel', by: 'me' })).rejects.toThrow(unknown);
    });

    test('runs are listed with the newest event first, and those without events not at all', async () => {
      const store = setUp();
      await create(store, 'run-one');
      const two = await create(store, 'run-two');
      writers.push(await store.create('run-empty'));
      await two.append([message('newest')]).durable;
      expect((await store.list()).map(({ runId }) => runId)).toEqual(['run-two', 'run-one']);
    });

    test('each event has a commit, and the last one is the head', async () => {
      const store = setUp();
      const writer = await create(store);
      await writer.append([message('a'), message('b')]).durable;
      await writer.committed();
      const commits = await store.commits(RUN);
      expect(commits.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
      expect(new Set(commits.map(({ commit }) => commit)).size).toBe(4);
      expect(commits.at(-1)?.commit).toBe(await store.head(RUN));
      expect((await writer.close()).head).toBe(await store.head(RUN));
    });

    test('the heads of all runs are told at once', async () => {
      const store = setUp();
      const one = await create(store, 'run-one');
      const two = await create(store, 'run-two');
      await one.committed();
      await two.committed();
      writers.push(await store.create('run-empty'));
      const heads = await store.heads?.();
      expect(heads?.size).toBe(2);
      for (const runId of ['run-one', 'run-two']) expect(heads?.get(runId)).toBe(await store.head(runId));
    });

    test('a watcher sees what was there and what comes', async () => {
      const store = setUp();
      const writer = await create(store);
      const abort = new AbortController();
      const seen: number[] = [];
      const watching = (async () => {
        for await (const events of store.watch(RUN, { from: 2, signal: abort.signal })) {
          seen.push(...events.map((event: Event) => event.seq));
          if (seen.length === 41) abort.abort();
        }
      })();
      for (let nth = 0; nth < 40; nth += 1) {
        await writer.append([message(`${nth} ${'x'.repeat(1_000)}`)]).durable;
        if (nth % 10 === 0) await delay(5);
      }
      await watching;
      expect(seen).toEqual(Array.from({ length: 41 }, (_, index) => index + 2));
    });

    test('text of calls in flight reaches readers in pieces that fit together, those that come late too', async () => {
      const store = setUp();
      const writer = await create(store);
      const call = { thread: THREAD, call_id: 'm1' };
      const other = { thread: THREAD, call_id: 'm2' };
      const early = store.live(RUN);
      expect(early.next()).toEqual([]);
      writer.showLive([{ call, text: 'Once ' }]);
      expect(early.next()).toEqual([{ ...call, at: 0, text: 'Once ' }]);
      writer.showLive([
        { call, text: 'upon' },
        { call: other, text: 'Ähem' },
      ]);
      const second = [
        { ...call, at: 5, text: 'upon' },
        { ...other, at: 0, text: 'Ähem' },
      ];
      expect(early.next()).toEqual(second);
      expect(early.next()).toEqual([]);
      expect(store.live(RUN).next()).toEqual([{ ...call, at: 0, text: 'Once ' }, ...second]);
      writer.endLive(call);
      writer.endLive(other);
      expect(early.next()).toEqual([]);
    });

    test('whoever watches one run is told of its live text, whoever watches all is told of events', async () => {
      const store = setUp();
      const writer = await create(store);
      const one = Promise.withResolvers<string>();
      const stopOne = store.onChange({ runId: RUN, listener: one.resolve });
      writer.showLive([{ call: { thread: THREAD, call_id: 'm1' }, text: 'x' }]);
      expect(await one.promise).toBe(RUN);
      stopOne();
      const all = Promise.withResolvers<string>();
      const stopAll = store.onChange({ listener: all.resolve });
      await writer.append([message('more')]).durable;
      expect(await all.promise).toBe(RUN);
      stopAll();
    });

    test('a tail gives each event once, from the first on', async () => {
      const store = setUp();
      const writer = await create(store);
      const tail = store.tail(RUN);
      const seqs = async (): Promise<number[]> => (await tail.next()).map(({ seq }) => seq);
      expect(await seqs()).toEqual([1, 2]);
      expect(await seqs()).toEqual([]);
      await writer.append([message('a'), message('b')]).durable;
      expect(await seqs()).toEqual([3, 4]);
      await expect(store.tail('nowhere-ghjkmn').next()).rejects.toMatchObject({ code: 'store/unknown-run' });
    });

    test('intents reach the driver once, those that waited included, until they are settled', async () => {
      const store = setUp();
      const writer = await create(store);
      const intent = (id: string): Intent => ({ id, kind: 'message', by: 'me', args: { text: id } });
      await store.send(RUN, intent('waited'));
      const heard: string[] = [];
      const both = Promise.withResolvers<void>();
      const stop = writer.onIntent(({ id }) => {
        heard.push(id);
        if (heard.length === 2) both.resolve();
      });
      await store.send(RUN, intent('came'));
      await both.promise;
      stop();
      expect([...heard].sort()).toEqual(['came', 'waited']);
      await writer.settleIntent('waited');
      const left = Promise.withResolvers<string>();
      writer.onIntent(({ id }) => left.resolve(id));
      expect(await left.promise).toBe('came');
    });

    test('many producers at once get one gapless log', async () => {
      const store = setUp();
      const writer = await create(store);
      const produce = async (who: number): Promise<void> => {
        for (let nth = 0; nth < 10; nth += 1) await writer.append([message(`${who}.${nth}`)]).durable;
      };
      await Promise.all(Array.from({ length: 20 }, (_, who) => produce(who)));
      const events = await store.read(RUN);
      expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 202 }, (_, index) => index + 1));
    });
  });
}
