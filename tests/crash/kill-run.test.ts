import { describe, expect, it } from 'vitest';
import type { Failpoint } from '#protocol';
import { CrashStory } from '../helpers/crash/crash-story.ts';
import { at, isFull, pick, resumePoints, runPoints, seededChance } from '../helpers/crash/moments.ts';

/** How often a point is passed before a kill. */
const PASSINGS = [1, 2, 3, 5, 8, 14];
/** Recoveries in a row that are killed, each at another point, before one is let through. */
const RECOVERIES = 6;

/** In the sample: points that only a new run passes, and of the others some; the resumes after them pass the rest. */
const sample = runPoints.filter((name, index) => !resumePoints.includes(name) || index % 5 === 0);

describe.runIf(isFull)('a run killed at any passing of any point, its recovery too, and the recovery of that', () => {
  for (const [index, point] of runPoints.entries()) {
    it(`${point}: ends as an undisturbed run, with nothing lost and nothing done twice`, async () => {
      const chance = seededChance(index);
      for (const nth of PASSINGS) {
        const story = new CrashStory();
        // Passed less often than that: there are no more passings to be killed at.
        if (!(await story.run(at(point, nth))) && nth > 1) break;
        expect(story.kills, `${point} is passed by a run`).toEqual([point]);
        for (let killed = 0; killed < RECOVERIES; killed += 1)
          await story.resume(at(pick(resumePoints, chance), 1 + chance(2)));
        await story.end();
      }
    });
  }
});

describe.skipIf(isFull)('a run killed at a point, and its recoveries one after the other at others', () => {
  const left = [...resumePoints];
  // Before its first event is there, a run cannot be resumed.
  const isEarly = (point: Failpoint): boolean => runPoints.indexOf(point) < runPoints.indexOf('journal-sync-after');
  const each = Math.ceil(resumePoints.length / sample.filter((point) => !isEarly(point)).length);
  for (const point of sample) {
    const next: Failpoint[] = isEarly(point) ? [] : left.splice(0, each);
    it(`${[point, ...next].join(', ')}: ends as an undisturbed run, with nothing lost and nothing done twice`, async () => {
      const story = new CrashStory();
      await story.run(at(point, 1));
      expect(story.kills, `${point} is passed by a run`).toEqual([point]);
      for (const name of next) await story.resume(at(name, 1));
      await story.end();
    });
  }
});
