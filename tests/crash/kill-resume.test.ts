import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CrashStory, RUN } from '../helpers/crash/crash-story.ts';
import { at, isFull, restorePoints, resumePoints } from '../helpers/crash/moments.ts';

/** Where the first driver dies: each leaves something else for a recovery to do. */
const BEGINNINGS = ['model-reply-recorded:3', 'ref-move-before:3'] as const;
/** As often one recovery after the other is killed at the point: a run is blocked for what is wrong with it, never for that. */
const TIMES = 5;

describe.runIf(isFull)('a resume killed at any point, and the resume after that at the same one', () => {
  for (const point of resumePoints) {
    it(`${point}: is done by the next one`, async () => {
      let wasReached = false;
      for (const beginning of BEGINNINGS) {
        const story = new CrashStory();
        await story.run(beginning);
        for (let nth = 0; nth < TIMES; nth += 1) wasReached = (await story.resume(at(point, 1))) || wasReached;
        await story.end();
      }
      expect(wasReached, `${point} is passed by a resume`).toBe(true);
    });
  }
});

describe('a resume of a run whose folder is gone, killed while it is laid down again', () => {
  for (const point of restorePoints) {
    for (const nth of isFull ? [1, 2, 3] : [1]) {
      it(`${point}:${nth}: is done by the next one`, async () => {
        const story = new CrashStory();
        await story.run('tool-finished:5');
        // What the journal had beyond git goes with the folder, and so nothing that was acknowledged may be missing.
        await story.killed(['push', '../nowhere.git', RUN]);
        rmSync(join(story.project, '.ai/data/runs', RUN), { recursive: true });
        const wasKilled = await story.resume(at(point, nth));
        if (nth === 1) expect(wasKilled, `${point} is passed`).toBe(true);
        await story.resume(at(point, 1));
        await story.end();
      });
    }
  }
});
