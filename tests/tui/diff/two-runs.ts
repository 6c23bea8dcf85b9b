import { createHash } from 'node:crypto';
import type { Comparison } from '#app';
import { diffRuns, type Event, type EventDraft, runSide, sameFiles } from '#protocol';
import { diffLines, diffTexts } from '../../../src/app/diff/diff-texts.ts';
import type { Effect } from '../../../src/tui/model/effect.ts';
import type { Model } from '../../../src/tui/model/model.ts';
import { update } from '../../../src/tui/model/update.ts';
import { draftOf, logOf } from '../../helpers/event-builder.ts';
import { afterKeys, keysOf, modelOf } from '../model-builder.ts';
import { row } from '../project-rows.ts';

/** A file that a run leaves, by its path; a text that is `undefined` is not to be had. */
export type Files = Readonly<Record<string, string>>;

/** What two logs come to beside each other, the texts of their artifacts compared. */
export function compared(a: readonly Event[], b: readonly Event[], texts: readonly string[] = []): Comparison {
  const [left, right] = [runSide(nameOf(a), a), runSide(nameOf(b), b)];
  const diff = diffRuns(left, right);
  const known = new Map(texts.map((text) => [hashOf(text), text]));
  for (const file of diff.artifacts) {
    const [before, after] = [known.get(file.a?.sha256 ?? ''), known.get(file.b?.sha256 ?? '')];
    const names = { a: file.a && `a/${file.path}`, b: file.b && `b/${file.path}` };
    const text = diffTexts(names, before ?? '', after ?? '');
    if ((file.a && before === undefined) || (file.b && after === undefined)) file.note = 'no text';
    else if (text !== undefined) file.diff = text;
  }
  const model = (side: typeof left, place: string): string | undefined =>
    side.state.threads.get(side.state.byPlace.get(place) ?? '')?.model;
  return {
    diff,
    same: sameFiles(left.state, right.state),
    models: new Map(
      diff.threads.map(({ place }) => {
        const [modelA, modelB] = [model(left, place), model(right, place)];
        return [place, { ...(modelA !== undefined && { a: modelA }), ...(modelB !== undefined && { b: modelB }) }];
      }),
    ),
    lineDiff: diffLines,
  };
}

function nameOf([first]: readonly Event[]): string {
  return first?.type === 'run_started' ? first.data.run_id : 'run';
}

/** The name of a content. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A log in which one thread below the root writes files and returns something. */
export function planningRun(
  runId: string,
  { files, turns, usd, model = 'sonnet' }: { files: Files; turns: number; usd: number; model?: string },
): Event[] {
  const drafts: EventDraft[] = [
    draftOf('run_started', { run_id: runId, item: 'scout-plan-build', root: 'lead-1' }, { thread: 'lead-1' }),
    draftOf('thread_created', { place: 'root', directive: 'scout-plan-build' }, { thread: 'lead-1' }),
    draftOf('thread_started', {}, { thread: 'lead-1' }),
    draftOf(
      'thread_created',
      { place: 'root/planner', directive: 'planner', parent: 'lead-1', depth: 1, model },
      { thread: 'planner-1' },
    ),
    draftOf('thread_started', {}, { thread: 'planner-1' }),
  ];
  for (let turn = 1; turn <= turns; turn += 1) {
    const frame = { thread: 'planner-1', turn, call_id: `m${turn}` };
    drafts.push(draftOf('model_call_started', { reserved_usd: 0 }, frame));
    const content = [{ type: 'text' as const, text: `turn ${turn}` }];
    drafts.push(draftOf('model_call_completed', { content, cost_usd: usd / turns }, frame));
  }
  for (const [path, text] of Object.entries(files)) {
    const [, prefix = 'artifacts', rest = path] = /^(artifacts|data|file)\/(.*)$/.exec(path) ?? [];
    const type = prefix === 'data' ? 'data_written' : prefix === 'file' ? 'file_written' : 'artifact_written';
    const fact = { path: rest, bytes: Buffer.byteLength(text), sha256: hashOf(text) };
    drafts.push(draftOf(type, fact, { thread: 'planner-1' }));
  }
  drafts.push(
    draftOf('thread_completed', { result: `${turns} turns` }, { thread: 'planner-1' }),
    draftOf('thread_completed', { result: 'planned' }, { thread: 'lead-1' }),
    draftOf('run_completed', {}, { thread: 'lead-1' }),
  );
  return logOf(drafts);
}

const numbered = (count: number, changed: Readonly<Record<number, string>> = {}): string =>
  Array.from({ length: count }, (_, nth) => `${changed[nth + 1] ?? `step ${nth + 1}`}\n`).join('');

const OLD: Files = {
  'relevant-files.md': numbered(12),
  'detailed-plan.md': numbered(40, { 13: 'Replace query() with agent.run()', 14: 'keep v1 adapter until step 5' }),
  'scout-report.md': 'the same\n',
  'notes.md': 'one  two\nthree\n',
  'file/src/sdk.ts': 'export const version = 1;\n',
};
const NEW: Files = {
  'relevant-files.md': numbered(12, { 4: 'docs/sdk.md', 9: 'docs/migrate.md' }),
  'detailed-plan.md': numbered(40, {
    13: 'Replace query() with agent.run()',
    14: 'delete v1 adapter, no callers left\nadd contract test for stream order',
    35: 'run the tests',
  }),
  'scout-report.md': 'the same\n',
  'notes.md': 'one two\nthree\n',
  'review.md': 'reviewed\n',
  'file/src/sdk.ts': 'export const version = 2;\n',
};

/** The two runs of the design's drawing, the older one left. */
export function twoRuns(): Comparison {
  return compared(
    planningRun('r-6e10', { files: OLD, turns: 9, usd: 2.6 }),
    planningRun('r-7f3a', { files: NEW, turns: 5, usd: 1.25, model: 'haiku' }),
    [...Object.values(OLD), ...Object.values(NEW)],
  );
}

/** View 1 with the two runs and others; the newest is selected. */
export function projectOfTwo(size: { columns?: number; rows?: number; ascii?: boolean } = {}): Model {
  const rows = [
    row('r-7f3a', { started_at: '2026-11-26T11:36:00.000Z' }),
    row('tidy-zzxy', { started_at: '2026-11-26T10:00:00.000Z' }),
    row('r-6e10', { started_at: '2026-11-25T11:36:00.000Z' }),
  ];
  return modelOf({ project: { phase: 'ready', rows }, ...size });
}

/** The effects of a key. */
export function effectsOf(model: Model, key: string): readonly Effect[] {
  const [pressed] = keysOf(key);
  return pressed ? update(model, { type: 'key', key: pressed }).effects : [];
}

/** View 5 with a comparison of the two runs. */
export function diffOfTwo(
  size: { columns?: number; rows?: number; ascii?: boolean } = {},
  comparison: Comparison = twoRuns(),
): Model {
  const asked = afterKeys(projectOfTwo(size), 'space', 'j', 'j', 'space', 'd');
  return update(asked, { type: 'compared', request: asked.diff?.awaits ?? 0, comparison }).model;
}
