import {
  diffRuns as compare,
  type DefinitionDiff,
  type FileDiff,
  foldRun,
  type RunDiff,
  RyeError,
  type Store,
} from '#protocol';
import type { AppContext } from '../app-context.ts';
import { openRuns } from '../open-project.ts';
import { type RunPoint, readPoint, readUpTo } from './run-point.ts';

/** `rye diff A B --json`. */
export interface DiffDocument extends Omit<RunDiff, 'artifacts' | 'definitions'> {
  /** As they were asked for, ids written out. */
  a: string;
  b: string;
  artifacts: (FileDiff & TextDiff)[];
  definitions: (DefinitionDiff & TextDiff)[];
}

interface TextDiff {
  /** A unified diff of the contents; absent where one of them is no text, too long, or gone. */
  diff?: string;
}

/** Which parts of a comparison are wanted. */
export interface DiffOptions {
  /** Texts of files and definitions are compared line by line. */
  texts: boolean;
}

/** Longer contents are only said to differ. Unit: bytes. */
const LONGEST_TEXT = 1024 * 1024;

/**
 * Compares two runs, or two points: `RUN` or `RUN@SEQ`.
 * @throws {RyeError} an unknown or ambiguous run, a point beyond its end
 */
export async function diffRuns(
  context: AppContext,
  points: { a: string; b: string },
  { texts }: DiffOptions,
): Promise<DiffDocument> {
  const { store } = await openRuns(context);
  const [a, b] = await Promise.all([sideOf(store, points.a), sideOf(store, points.b)]);
  const { artifacts, definitions, ...rest } = compare(a.side, b.side);
  const runs = { a: a.point.runId, b: b.point.runId };
  const both = [...artifacts, ...definitions];
  const diffs = await Promise.all(
    both.map(({ change, sha256 }) => (texts && change === 'changed' ? textDiff(store, runs, sha256) : undefined)),
  );
  const withText = <T>(each: T, index: number): T & TextDiff => {
    const diff = diffs[index];
    return { ...each, ...(diff !== undefined && { diff }) };
  };
  return {
    a: nameOf(a.point),
    b: nameOf(b.point),
    ...rest,
    artifacts: artifacts.map((each, index) => withText(each, index)),
    definitions: definitions.map((each, index) => withText(each, artifacts.length + index)),
  };
}

function nameOf({ runId, seq }: RunPoint): string {
  return seq === undefined ? runId : `${runId}@${seq}`;
}

async function sideOf(store: Store, text: string) {
  const point = await readPoint(store, text);
  const events = await readUpTo(store, point);
  return { point, side: { runId: point.runId, events, state: foldRun(events) } };
}

async function textDiff(
  store: Store,
  runs: { a: string; b: string },
  { a, b }: { a?: string; b?: string },
): Promise<string | undefined> {
  const [was, is] = await Promise.all([textOf(store, runs.a, a), textOf(store, runs.b, b)]);
  if (was === undefined || is === undefined) return undefined;
  const { createTwoFilesPatch } = await import('diff');
  const patch = createTwoFilesPatch('a', 'b', was, is, undefined, undefined, { context: 3 });
  // The names stand beside it.
  return patch.slice(patch.indexOf('@@'));
}

/** Undefined where its content is no text, too long, or gone. */
async function textOf(store: Store, runId: string, sha256: string | undefined): Promise<string | undefined> {
  if (sha256 === undefined) return undefined;
  try {
    const content = await store.content(runId, sha256);
    if (content.byteLength > LONGEST_TEXT || content.includes(0)) return undefined;
    return new TextDecoder('utf8', { fatal: true }).decode(content);
  } catch (error) {
    if (error instanceof RyeError || error instanceof TypeError) return undefined;
    throw error;
  }
}
