import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FSWatcher } from 'chokidar';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { FolderWatches } from '../../src/store/disk/folder-watches.ts';
import { tempFolders } from '../helpers/store-project.ts';

const folders = tempFolders();
afterEach(folders.removeAll);

/** From here on nothing is looked at by itself: what is told comes from the watcher. */
function withoutLooks(): void {
  vi.useFakeTimers({ toFake: ['setInterval'] });
  onTestFinished(() => void vi.useRealTimers());
}

/** Counts what it is told; `next` resolves when it is told again. */
function listening(watches: FolderWatches, folder: string): { next: () => Promise<void> } {
  let told = Promise.withResolvers<void>();
  watches.add(folder, () => told.resolve());
  onTestFinished(() => watches.close());
  return {
    next: async () => {
      await told.promise;
      told = Promise.withResolvers();
    },
  };
}

describe('a watched folder', () => {
  test('tells of a file that comes, grows and goes', async () => {
    withoutLooks();
    const root = folders.make();
    const file = join(root, 'file');
    const { next } = listening(new FolderWatches(), root);
    for (const change of [() => writeFileSync(file, 'a'), () => appendFileSync(file, 'b'), () => rmSync(file)]) {
      change();
      await next();
    }
  });

  test('that is not there yet is found when it comes, however deep', async () => {
    const root = folders.make();
    const folder = join(root, 'a', 'b', 'c');
    const { next } = listening(new FolderWatches(), folder);
    mkdirSync(folder, { recursive: true });
    await next();
    // Told of the folders, it has to be watching the right one by now, or find it by a look.
    writeFileSync(join(folder, 'file'), 'a');
    await next();
    appendFileSync(join(folder, 'file'), 'b');
    await next();
  });

  test('that is another one of the same name is watched instead', async () => {
    const root = folders.make();
    const folder = join(root, 'a');
    mkdirSync(folder);
    const { next } = listening(new FolderWatches(), folder);
    renameSync(folder, join(root, 'b'));
    mkdirSync(folder);
    await next();
    writeFileSync(join(folder, 'file'), 'a');
    await next();
    appendFileSync(join(folder, 'file'), 'b');
    await next();
  });

  test.each(['ENOSPC', 'EMFILE'])('is looked at now and then where the system refuses a watch (%s)', async (code) => {
    const refused = Object.assign(new Error('no watch'), { code });
    const watch = (): FSWatcher => {
      const watcher = new FSWatcher();
      setImmediate(() => watcher.closed || watcher.emit('error', refused));
      return watcher;
    };
    let polling = 0;
    const watches = new FolderWatches(
      () => {
        polling += 1;
      },
      { load: async () => ({ watch }) },
    );
    const { next } = listening(watches, folders.make());
    listening(watches, folders.make());
    await next();
    expect(polling).toBe(1);
  });

  test('is told of once more when its watcher has started: what came before that was told by nobody', async () => {
    withoutLooks();
    const { next } = listening(new FolderWatches(), folders.make());
    await next();
  });

  test('is begun anew at the next look where its watcher failed', async () => {
    const denied = Object.assign(new Error('not now'), { code: 'EACCES' });
    let started = 0;
    const watch = (): FSWatcher => {
      const watcher = new FSWatcher();
      started += 1;
      setImmediate(() => watcher.closed || watcher.emit('error', denied));
      return watcher;
    };
    const { next } = listening(new FolderWatches(undefined, { load: async () => ({ watch }) }), folders.make());
    await next();
    expect(started).toBe(2);
  });

  test('is told of what matters in it, and of nothing else before a look', async () => {
    withoutLooks();
    const folder = folders.make();
    const watches = new FolderWatches();
    onTestFinished(() => watches.close());
    const told: string[] = [];
    let ready = Promise.withResolvers<void>();
    watches.add(
      folder,
      () => {
        told.push(readdirSync(folder).join());
        ready.resolve();
      },
      (name) => name === 'new',
    );
    await ready.promise;
    ready = Promise.withResolvers();
    writeFileSync(join(folder, 'full'), 'a');
    writeFileSync(join(folder, 'new'), 'a');
    await ready.promise;
    expect(told).toEqual(['', 'full,new']);
  });

  test('keeps no process alive once it is watched no more, not even where its watcher was only starting', () => {
    const module = join(import.meta.dirname, '../../src/store/disk/folder-watches.ts');
    const program = `
      const { FolderWatches } = await import(${JSON.stringify(module)});
      const watches = new FolderWatches();
      watches.add('.', () => undefined);
      watches.add('missing', () => undefined);
      if (process.argv[1] === 'ready') await new Promise((resolve) => watches.add('src', resolve));
      watches.close();
      process.on('exit', () => process.stdout.write(process.getActiveResourcesInfo().join()));
    `;
    for (const when of ['starting', 'ready']) {
      const cwd = folders.make();
      mkdirSync(join(cwd, 'src'));
      const out = execFileSync(process.execPath, ['--input-type=module', '-e', program, when], {
        cwd,
        timeout: 30_000,
      });
      expect(out.toString()).not.toMatch(/FSEvent|Timeout/);
    }
  });
});
