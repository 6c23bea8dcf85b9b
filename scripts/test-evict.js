// What drives runs, with all that a driver remembers dropped after each step of a thread and taken from the store again.
import { spawnSync } from 'node:child_process';

const vitest = ['node_modules/vitest/vitest.mjs', 'run'];
const parts = [
  ['--project', 'unit', 'tests/runtime', 'tests/app', 'tests/golden', 'tests/models'],
  ['--project', 'crash'],
];
const env = { ...process.env, RYE_EVICT: '1' };
process.exitCode = Math.max(
  ...parts.map((part) => spawnSync(process.execPath, [...vitest, ...part], { stdio: 'inherit', env }).status ?? 1),
);
