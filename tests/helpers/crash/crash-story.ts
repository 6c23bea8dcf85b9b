import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, onTestFinished } from 'vitest';
import type { Event, Failpoint } from '#protocol';
import { expectUndisturbed, finish, pipelineProject } from '../killed-pipeline.ts';
import { type Finished, rye, startRye } from '../rye.ts';
import { tell } from './tally.ts';

/** A point and its passing: `ref-move-after:3`. */
export type Moment = Failpoint | `${Failpoint}:${number}`;

export const RUN = 'the-run';

/**
 * A run of the small pipeline, and everything that is done to it: commands that are killed on the way, again and again,
 * until the story ends and what is left is held against what was promised.
 */
export class CrashStory {
  readonly project: string;
  readonly ledger: string;
  readonly kills: string[] = [];
  #acked = 0;

  /** @param project Where the story goes on in another clone of one that was begun. */
  constructor(project?: { project: string; ledger: string }) {
    const made = project ?? pipelineProject();
    this.project = made.project;
    this.ledger = made.ledger;
    const state = { recovered: false };
    onTestFinished(() => {
      // Nothing happened to a run that never came to the point.
      if (this.kills.length === 0) return;
      const story = { kills: this.kills, recovered: state.recovered, repeated: this.repeated(), lost: this.lost() };
      tell(inject('crashTally'), story);
    });
    this.#told = state;
  }
  readonly #told: { recovered: boolean };

  run(moment?: Moment): Promise<boolean> {
    return this.killed(['run', 'fan', '--offline', '--run-id', RUN, '--ndjson'], moment);
  }

  resume(moment?: Moment, ...more: string[]): Promise<boolean> {
    return this.killed(['resume', RUN, '--ndjson', ...more], moment);
  }

  /** Runs a command to the moment. @returns whether it was killed there */
  async killed(args: string[], moment?: Moment): Promise<boolean> {
    const finished = await rye(args, { cwd: this.project, env: moment ? { RYE_FAILPOINT: moment } : {} });
    return this.#note(args, finished, moment?.split(':')[0] ?? 'timer');
  }

  /** Runs a command, and kills it so many ms after its start. @returns whether it was still there */
  async killedAfter(args: string[], ms: number): Promise<boolean> {
    const { child, finished } = startRye(args, { cwd: this.project });
    const timer = setTimeout(() => child.kill('SIGKILL'), ms);
    const found = await finished;
    clearTimeout(timer);
    return this.#note(args, found, 'timer');
  }

  #note(args: readonly string[], finished: Finished, point: string): boolean {
    if (args.includes('--ndjson')) this.#acked = Math.max(this.#acked, ...ackedIn(finished.stdout));
    if (finished.signal !== 'SIGKILL') return false;
    this.kills.push(point);
    return true;
  }

  /** Resumes to the end, and holds the run against an undisturbed one, its acknowledgements, and the record itself. */
  async end(): Promise<void> {
    const document = await finish(this.project);
    expectUndisturbed(document, this.project, this.ledger);
    expect(this.lost(), 'acknowledged events that are gone').toBe(0);
    await this.expectProved();
    this.#told.recovered = true;
  }

  /** The run ended whole, and was held against everything by who tells the story: in another clone, say. */
  endElsewhere(): void {
    this.#told.recovered = true;
  }

  /** `rye fsck` finds nothing: not a byte is out of place. */
  async expectProved(): Promise<void> {
    const { stdout, stderr } = await rye(['fsck', '--json'], { cwd: this.project });
    const { problems, ok } = JSON.parse(stdout) as { ok: boolean; problems: { code: string }[] };
    // What a process that was killed had in the making is cleared by the next collection, and is no loss.
    const inTheMaking = ['state/leftovers', 'state/no-index'];
    const found = problems.filter(({ code }) => !inTheMaking.includes(code));
    expect(found, stderr).toEqual([]);
    expect(ok).toBe(true);
  }

  /** Lines of the ledger, outside the repository, that stand there twice. */
  repeated(): number {
    const lines = existsSync(this.ledger) ? readFileSync(this.ledger, 'utf8').trim().split('\n') : [];
    return lines.length - new Set(lines).size;
  }

  /** Events that a driver said were durable, and that the journal does not hold. */
  lost(): number {
    return Math.max(0, this.#acked - lastSeq(join(this.project, '.ai/data/runs', RUN, 'events')));
  }
}

/** The seqs of the events that a driver printed: each is durable before it is published. */
function ackedIn(stdout: string): number[] {
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => (JSON.parse(line) as Event).seq)
    .filter((seq) => Number.isInteger(seq));
}

/** Read as any other program would: the last number in the last segment. */
function lastSeq(folder: string): number {
  const text = existsSync(folder) ? segmentsOf(folder) : '';
  return Math.max(0, ...[...text.matchAll(/^\{"v":1,"seq":(\d+),/gm)].map(([, seq]) => Number(seq)));
}

function segmentsOf(folder: string): string {
  const names = ['000001', '000002', '000003', '000004', '000005', '000006'].map((name) =>
    join(folder, '0000', `${name}.jsonl`),
  );
  return names.map((name) => (existsSync(name) ? readFileSync(name, 'utf8') : '')).join('');
}
