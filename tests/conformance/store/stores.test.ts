import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGitStore, createMemoryStore } from '#store';
import { git, IDENTITY, initRepository, tickingClock } from '../../helpers/store-project.ts';
import { describeStore } from './store-suite.ts';

describeStore('the memory store', () => ({
  store: createMemoryStore({ clock: tickingClock() }),
  clean: () => undefined,
}));

describeStore('the git store', () => {
  const projectRoot = initRepository(mkdtempSync(join(tmpdir(), 'rye-conformance-')));
  return {
    store: createGitStore({ projectRoot, clock: tickingClock(), identity: IDENTITY }),
    clean: () => {
      try {
        git(join(projectRoot, '.ai', 'data'), 'fsck', '--strict');
      } finally {
        rmSync(projectRoot, { recursive: true, force: true });
      }
    },
  };
});
