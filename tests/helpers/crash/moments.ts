import { FAILPOINTS, type Failpoint } from '#protocol';
import type { Moment } from './crash-story.ts';

/** The full suite is asked for by `npm run test:crash`; `npm test` takes a sample of it. */
export const isFull = process.env['RYE_CRASH'] === 'full';

const names = Object.keys(FAILPOINTS) as Failpoint[];
const begins =
  (...words: string[]) =>
  (name: Failpoint): boolean =>
    words.some((word) => name.startsWith(word));
const elsewhere = begins(
  'approval-',
  'foreach-',
  'graph-',
  'thread-continued',
  'intent-',
  'recovery-',
  'restore-',
  'lease-claim',
  'gc-',
  'push-',
  'pull-',
  'claim-',
  'repair-',
  'prune-',
  'fork-',
  'thread-taken',
  'answer-taken',
  'call-taken',
);

/** What a new run passes. */
export const runPoints = names.filter((name) => !elsewhere(name));

/** What a resume passes besides, or too. */
export const resumePoints = [
  ...names.filter(begins('recovery-', 'lease-claim')),
  ...runPoints.filter(
    (name) => !name.startsWith('state-make') && !name.startsWith('segment-begin') && name !== 'child-spawned',
  ),
];

/** What a run passes besides that takes over from another one. */
export const sincePoints = names.filter(begins('thread-taken', 'answer-taken', 'call-taken'));

/** What a resume passes where the run's folder is gone. */
export const restorePoints = names.filter(begins('restore-'));
export const gcPoints = names.filter(begins('gc-'));
export const pushPoints = names.filter(begins('push-'));
export const pullPoints = names.filter(begins('pull-'));
export const claimPoints = names.filter(begins('claim-'));
export const repairPoints = names.filter(begins('repair-'));

export const prunePoints = names.filter(begins('prune-'));

/** A point at its n-th passing. */
export const at = (name: Failpoint, nth: number): Moment => `${name}:${nth}`;

/** Chance that is the same for the same seed: `RYE_CRASH_SEED` says which, else it is 1. */
export function seededChance(salt: number): (below: number) => number {
  let state = (Number(process.env['RYE_CRASH_SEED'] ?? 1) * 7919 + salt * 104_729) >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** One of a list. */
export function pick<T>(list: readonly T[], chance: (below: number) => number): T {
  return list[chance(list.length)] as T;
}
