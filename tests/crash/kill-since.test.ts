import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CrashStory, type Moment, RUN } from '../helpers/crash/crash-story.ts';
import { type Ended, editedPipeline, endOf, finish, projectIn, START } from '../helpers/crash/edited-pipeline.ts';
import { at, isFull, pick, resumePoints, runPoints, seededChance, sincePoints } from '../helpers/crash/moments.ts';
import { madeOnce } from '../helpers/made-once.ts';
import { ryeJson } from '../helpers/rye.ts';

/** How often a point is passed before a kill. */
const PASSINGS = [1, 2, 3, 5, 8, 14];
/** Recoveries in a row that are killed, each at another point, before one is let through. */
const RECOVERIES = 3;

/** In the sample: taking over itself, and what the edited leaf does anew. */
const SAMPLE: [Moment, ...Moment[]][] = [
  ['thread-taken-over:1', 'answer-taken-over:1'],
  ['call-taken-over:1', 'model-request-sent:2'],
  ['tool-finished:2', 'ref-move-before:1'],
];

const edited = madeOnce(editedPipeline);

let wanted: Promise<{ end: Ended; stamps: string[] }> | undefined;

/** The same without any kill: what all others are held against. */
async function undisturbed(): Promise<{ end: Ended; stamps: string[] }> {
  const { project, ledger } = projectIn(await edited());
  const { json } = await ryeJson([...START, '--quiet'], { cwd: project });
  expect(json.status, JSON.stringify(json.error)).toBe('completed');
  return { end: await endOf(project, json), stamps: stampsIn(ledger) };
}

/** Runs to each of the moments in turn, and then to the end. @returns whether it came to the first one */
async function killedAt([first, ...rest]: readonly [Moment, ...Moment[]]): Promise<boolean> {
  const story = new CrashStory(projectIn(await edited()));
  const wasKilled = await story.killed([...START, '--ndjson'], first);
  if (!wasKilled) return false;
  for (const moment of rest) await story.resume(moment);
  const document = await finish(story.project);
  expect(document.status, JSON.stringify(document.error)).toBe('completed');

  wanted ??= undisturbed();
  const { end: expected, stamps } = await wanted;
  const end = await endOf(story.project, document);
  expect(end.takenOver).toEqual(expected.takenOver);
  expect(end.outcome).toEqual(expected.outcome);
  // Each answer and each result once: of the record where it holds, and of this run where it does not.
  expect(end.recorded).toEqual(expected.recorded);
  expect(end.own).toEqual(expected.own);
  expectPaidOnce(end, expected, story.kills.length);

  // In the base the root and each leaf have stamped; the edited leaf does once more, unless it was killed doing so.
  expect(story.repeated()).toBe(0);
  const now = stampsIn(story.ledger);
  expect(now.slice(0, 4)).toEqual(stamps.slice(0, 4));
  expect(now.slice(4).filter((thread) => !thread.startsWith('last-'))).toEqual([]);
  expect(now.length).toBeLessThanOrEqual(5);
  expect(now.length).toBeGreaterThanOrEqual(5 - end.cutOff);
  for (const name of ['leaf0', 'leaf1', 'leaf2']) expectLaidDown(story.project, name);

  expect(story.lost(), 'acknowledged events that are gone').toBe(0);
  await story.expectProved();
  story.endElsewhere();
  return true;
}

/** What was taken over costs nothing, and the rest what it costs undisturbed; but for calls whose answer a kill has lost. */
function expectPaidOnce({ cost, paid, cutOff }: Ended, expected: Ended, kills: number): void {
  expect(Object.keys(paid)).toEqual(['root', 'root/leaf2']);
  expect(Object.keys(paid)).toEqual(Object.keys(expected.paid));
  expect(cost.saved_usd).toBe(expected.cost.saved_usd);
  const lost = cost.model_calls - expected.cost.model_calls;
  expect(lost).toBeLessThanOrEqual(kills);
  if (lost === 0) expect(cost.unsettled_usd).toBe(0);
  // A thread that was told of a call that was cut off has read some words more; and the root reads what its leaves cost.
  if (cutOff === 0) expect(paid['root/leaf2']).toBe(expected.paid['root/leaf2']);
  if (cutOff === 0 && lost === 0) expect(paid).toEqual(expected.paid);
}

const stampsIn = (ledger: string): string[] => readFileSync(ledger, 'utf8').trim().split('\n');

function expectLaidDown(project: string, name: string): void {
  expect(readFileSync(`${project}/.ai/data/leaves/${name}.txt`, 'utf8')).toBe(`leaf ${name}`);
  expect(readFileSync(`${project}/.ai/data/runs/${RUN}/artifacts/${name}.md`, 'utf8')).toBe(`# ${name}`);
}

describe.runIf(isFull)('a run that takes over, killed at any passing of any point, and its recoveries too', () => {
  for (const [index, point] of [...sincePoints, ...runPoints].entries()) {
    it(`${point}: ends as an undisturbed one, with nothing paid that was taken over`, async () => {
      const chance = seededChance(index);
      for (const nth of PASSINGS) {
        const recoveries = Array.from({ length: RECOVERIES }, () =>
          at(pick([...sincePoints, ...resumePoints], chance), 1 + chance(2)),
        );
        const wasKilled = await killedAt([at(point, nth), ...recoveries]);
        // Passed less often than that: there are no more passings to be killed at.
        if (!wasKilled && nth > 1) break;
        // The state repository is there since the base.
        if (!wasKilled) expect(point).toMatch(/^(state-make|intent)/);
      }
    });
  }
});

describe.skipIf(isFull)('a run that takes over, killed at a moment, and its recovery at another', () => {
  it.each(SAMPLE.map((moments) => [moments.join(', '), moments] as const))(
    '%s: ends as an undisturbed one, with nothing paid that was taken over',
    async (_, moments) => {
      expect(await killedAt(moments), `${moments[0]} is passed`).toBe(true);
    },
  );
});
