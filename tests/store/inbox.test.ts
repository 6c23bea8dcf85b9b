import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { readIntents } from '../../src/store/inbox/intents.ts';
import { put, tempFolders } from '../helpers/store-project.ts';

const folders = tempFolders();
afterEach(folders.removeAll);

describe('an inbox', () => {
  test.each([
    ['arguments that are a list', { args: [] }],
    ['a time that is none', { at: 17 }],
  ])('puts a wish aside that has %s, since no driver could record it', async (_what, wrong) => {
    const inbox = folders.make();
    put(join(inbox, 'good.json'), JSON.stringify({ id: 'good', kind: 'pause', by: 'ann' }));
    put(join(inbox, 'bad.json'), JSON.stringify({ id: 'bad', kind: 'pause', by: 'ann', ...wrong }));
    expect((await readIntents(inbox)).map(({ id }) => id)).toEqual(['good']);
    expect(existsSync(join(inbox, 'bad.json.refused'))).toBe(true);
  });
});
