// The whole crash suite: every point, at many passings, of which `npm test` takes a sample. Says at the end what came of
// every kill, and takes the tests of damaged state whole. RYE_CRASH_SEED=n takes other chances. About a quarter of an hour on two cores.
import { spawnSync } from 'node:child_process';

const env = { ...process.env, RYE_CRASH: 'full' };
const test = (...args) =>
  spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...args], { stdio: 'inherit', env }).status ??
  1;

const damaged = test('--project', 'unit', 'tests/store/check-state.test.ts');
const refused = test('--project', 'e2e', 'tests/e2e/faulty-disk.test.ts');
process.exitCode = test('--project', 'crash', ...process.argv.slice(2)) || damaged || refused;
