import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// The cockpit loads React's production build; its components are compiled for the same one.
const oxc = { jsx: { runtime: 'automatic', development: false } } as const;

const shared = { environment: 'node', testTimeout: 30_000, hookTimeout: 60_000 } as const;

export default defineConfig({
  test: {
    // Tests wait for processes and disks more than they reckon: one worker, the default of two cores, leaves one idle.
    maxWorkers: Math.max(3, Math.floor(availableParallelism() / 2)),
    projects: [
      { oxc, test: { ...shared, name: 'architecture', include: ['tests/architecture/**/*.test.ts'] } },
      {
        oxc,
        test: {
          ...shared,
          name: 'unit',
          // Some drive real git on a machine that others may keep busy.
          retry: process.env['CI'] ? 1 : 0,
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/architecture/**', 'tests/e2e/**', 'tests/crash/**', 'tests/golden/record.test.ts'],
        },
      },
      {
        oxc,
        test: {
          ...shared,
          name: 'e2e',
          // Real processes and terminals on a machine that others may keep busy get another go in CI; what needed one is
          // named in the report.
          retry: process.env['CI'] ? 2 : 0,
          include: ['tests/e2e/**/*.test.ts', 'tests/golden/record.test.ts'],
          globalSetup: ['tests/helpers/build-once.ts'],
          testTimeout: 120_000,
        },
      },
      {
        oxc,
        test: {
          ...shared,
          name: 'crash',
          // As for e2e: real processes on a machine that others may keep busy.
          retry: process.env['CI'] ? 2 : 0,
          include: ['tests/crash/**/*.test.ts'],
          globalSetup: ['tests/helpers/crash/tally.ts'],
          testTimeout: process.env['RYE_CRASH'] === 'full' ? 600_000 : 120_000,
        },
      },
    ],
  },
});
