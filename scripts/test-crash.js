// The whole crash suite: every point, at many passings, of which `npm test` takes a sample. Says at the end what came of
// every kill. RYE_CRASH_SEED=n takes other chances. About a quarter of an hour on two cores.
import { spawnSync } from 'node:child_process';

const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'crash', ...process.argv.slice(2)];
const env = { ...process.env, RYE_CRASH: 'full' };
process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit', env }).status ?? 1;
