import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { FAILPOINTS } from '../../../src/protocol/failpoints.ts';
import buildOnce from '../build-once.ts';

/** What one story of kills came to. */
export interface Told {
  /** The points at which a process was killed, one for each kill; `timer` for one killed by the clock. */
  kills: string[];
  /** Whether the run ended as an undisturbed one, whole and proved. */
  recovered: boolean;
  /** Effects that must happen once, and happened again. */
  repeated: number;
  /** Events that were acknowledged, and are gone. */
  lost: number;
}

declare module 'vitest' {
  export interface ProvidedContext {
    crashTally: string;
  }
}

/** Writes down what one story came to. */
export function tell(file: string, told: Told): void {
  appendFileSync(file, `${JSON.stringify(told)}\n`);
}

/** Builds, keeps a tally of every kill, and says at the end what came of them. */
export default function tallyKills(project: TestProject): () => void {
  buildOnce();
  const folder = mkdtempSync(join(tmpdir(), 'rye-crash-'));
  const file = join(folder, 'tally.jsonl');
  writeFileSync(file, '');
  project.provide('crashTally', file);
  return () => {
    const stories = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Told);
    rmSync(folder, { recursive: true });
    if (stories.length === 0) return;
    const kills = stories.flatMap((story) => story.kills);
    const sum = (of: (story: Told) => number): number => stories.reduce((total, story) => total + of(story), 0);
    const reached = new Set(kills);
    const missed = Object.keys(FAILPOINTS).filter((name) => !reached.has(name));
    console.log(
      [
        '',
        `kills: ${kills.length}, at ${reached.size} of ${Object.keys(FAILPOINTS).length} points`,
        `stories: ${stories.length}, recovered whole and proved: ${sum(({ recovered }) => (recovered ? 1 : 0))}`,
        `repeated effects that must happen once: ${sum(({ repeated }) => repeated)}`,
        `acknowledged events lost: ${sum(({ lost }) => lost)}`,
        ...(missed.length > 0 ? [`points at which nothing was killed: ${missed.join(', ')}`] : []),
        '',
      ].join('\n'),
    );
  };
}
