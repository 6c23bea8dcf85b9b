import { appendFileSync, mkdirSync, renameSync, rmSync, type watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { FolderWatches } from '../../src/store/disk/folder-watches.ts';
import { tempFolders } from '../helpers/store-project.ts';

const folders = tempFolders();
afterEach(folders.removeAll);

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
    const refusing = (() => {
      throw Object.assign(new Error('no watch'), { code });
    }) as unknown as typeof watch;
    let polling = 0;
    const watches = new FolderWatches(
      () => {
        polling += 1;
      },
      { watch: refusing },
    );
    const { next } = listening(watches, folders.make());
    listening(watches, folders.make());
    expect(polling).toBe(1);
    await next();
  });
});
