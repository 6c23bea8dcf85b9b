import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type {
  ChangeOptions,
  Event,
  EventCommit,
  ForkRequest,
  Intent,
  LeaseHolder,
  LiveTail,
  RunEntry,
  RunSummary,
  RunTail,
  RunWriter,
  Store,
} from '#protocol';
import { checkRunId, nearest } from '#protocol';
import { findContent } from './disk/content-files.ts';
import { onDisk } from './disk/refused-by-disk.ts';
import { runPaths } from './disk/run-paths.ts';
import { RunExistsError, UnknownRunError } from './errors.ts';
import { leaseFolder } from './git/importer-mark.ts';
import { branchHead, listBranches, listCommits } from './git/read-branch.ts';
import { readRunFromGit } from './git/read-run.ts';
import { writeIntent } from './inbox/intents.ts';
import { cutTail } from './journal/cut-tail.ts';
import { readJournal } from './journal/read-journal.ts';
import { segmentPath } from './journal/segments.ts';
import { claimJournal, currentLease, isHeld, leftUnfinished, releaseLease } from './lease/lease.ts';
import { tailLive } from './live/read-live.ts';
import { ContentIndex } from './run/content-index.ts';
import { forkRun } from './run/fork-run.ts';
import { GitRunWriter } from './run/git-run-writer.ts';
import { mergeRuns } from './run/list-runs.ts';
import { type OpenContext, openRun, refuseElsewhere, startRun, takeRunLease } from './run/open-run.ts';
import { readSummary } from './run/read-summary.ts';
import { readContent } from './run/run-content-reader.ts';
import { GitRunTail } from './run/run-tail.ts';
import { watchChanges } from './run/watch-changes.ts';
import { watchRun } from './run/watch-run.ts';
import { placesByHash } from './run-content.ts';
import { type StateOptions, StateSite } from './state-site.ts';

/**
 * Runs on disk, under `.ai/data/runs`, and in the state repository of the project. Opening it is free: git is asked
 * when something is needed of it for the first time.
 * @throws from its methods {NoGitError} {GitTooOldError} {DataTrackedError} {GitFailedError}, besides what the port says
 * @see Source: docs/format.md
 */
export function createGitStore(options: StateOptions): Store {
  return new GitStore(options);
}

class GitStore implements Store {
  readonly #site: StateSite;
  readonly #dataRoot: string;

  constructor(options: StateOptions) {
    this.#site = new StateSite(options);
    this.#dataRoot = this.#site.dataRoot;
  }

  async list(): Promise<RunEntry[]> {
    return mergeRuns(this.#dataRoot, await listBranches(await this.#site.gitDir()));
  }

  async read(runId: string, upTo?: number): Promise<Event[]> {
    checkRunId(runId);
    // Without its beginning a journal is what goes on after the files were wiped: all of it is in git.
    if (this.#hasEvents(runId))
      return readJournal({ runId, folder: runPaths(this.#dataRoot, runId).events }, upTo).events;
    const gitDir = await this.#site.gitDir();
    const commit = await branchHead(gitDir, runId);
    if (commit === undefined) throw await this.#unknown(runId);
    return readRunFromGit(gitDir, runId, commit, upTo);
  }

  async content(runId: string, sha256: string, events?: readonly Event[]): Promise<Uint8Array> {
    const paths = runPaths(this.#dataRoot, checkRunId(runId));
    const byName = findContent(paths, sha256, placesByHash(sha256));
    if (byName) return byName;
    const places = new ContentIndex(events ?? (await this.read(runId))).placesOf(sha256);
    return readContent({ runId, paths, gitDir: () => this.#site.gitDir() }, places, sha256);
  }

  async commits(runId: string): Promise<EventCommit[]> {
    return (await this.head(runId)) === undefined ? [] : listCommits(await this.#site.gitDir(), runId);
  }

  async head(runId: string): Promise<string | undefined> {
    const head = await branchHead(await this.#site.gitDir(), checkRunId(runId));
    if (head === undefined && !this.#hasEvents(runId)) throw await this.#unknown(runId);
    return head;
  }

  async heads(): Promise<ReadonlyMap<string, string>> {
    const branches = await listBranches(await this.#site.gitDir());
    return new Map(branches.map(({ runId, commit }) => [runId, commit]));
  }

  async holder(runId: string): Promise<LeaseHolder | undefined> {
    const lease = currentLease(leaseFolder(await this.#site.gitDir(), checkRunId(runId)));
    if (!lease) return undefined;
    const { pid, host, fence, since } = lease;
    return { pid, host, fence, since, alive: isHeld(lease) };
  }

  async summary(runId: string): Promise<RunSummary | undefined> {
    return readSummary(runPaths(this.#dataRoot, checkRunId(runId)));
  }

  tail(runId: string): RunTail {
    const folder = runPaths(this.#dataRoot, checkRunId(runId)).events;
    return new GitRunTail(
      { runId, folder },
      { gitDir: () => this.#site.gitDir(), unknown: () => this.#unknown(runId) },
    );
  }

  live(runId: string): LiveTail {
    return tailLive(runPaths(this.#dataRoot, checkRunId(runId)).liveText);
  }

  onChange(options: ChangeOptions): () => void {
    return watchChanges(this.#dataRoot, options);
  }

  watch(runId: string, options: { from: number; signal: AbortSignal }): AsyncIterable<Event[]> {
    return watchRun(this, checkRunId(runId), options);
  }

  create(runId: string): Promise<RunWriter> {
    return onDisk({ runId, file: '.ai/data' }, () => this.#create(checkRunId(runId)));
  }

  open(runId: string): Promise<RunWriter> {
    return onDisk({ runId, file: '.ai/data' }, () => this.#open(checkRunId(runId)));
  }

  async #create(runId: string): Promise<RunWriter> {
    const context = await this.#site.prepare();
    await this.#refuseExisting(context, runId);
    const { lease, previous, folder } = await takeRunLease(context, runId);
    try {
      // Asked again, now that nobody else can begin it.
      await this.#refuseExisting(context, runId);
      const paths = runPaths(context.state.dataRoot, runId);
      refuseElsewhere(previous, paths, { runId, gitSeq: 0 });
      const place = { runId, folder: paths.events };
      // A driver that died in its first write leaves an unfinished group, and nothing that was acknowledged.
      const found = readJournal(place);
      if (found.droppedBytes > 0) cutTail(paths.events, found);
      const claimed = claimJournal(folder, lease, paths.events);
      const run = startRun(context, runId, { lease: claimed, folder, journal: readJournal(place) });
      return new GitRunWriter(run, context);
    } catch (error) {
      // What the driver before left undone is no less so now.
      releaseLease(folder, lease, { unfinished: leftUnfinished(previous) });
      throw error;
    }
  }

  async #open(runId: string): Promise<RunWriter> {
    const context = await this.#site.prepare();
    await this.#refuseUnknown(runId);
    return new GitRunWriter(await openRun(context, runId), context);
  }

  fork(request: ForkRequest): Promise<void> {
    const { runId } = request;
    return onDisk({ runId, file: '.ai/data' }, () => this.#fork({ ...request, runId: checkRunId(runId) }));
  }

  async #fork(request: ForkRequest): Promise<void> {
    const context = await this.#site.prepare();
    await this.#refuseUnknown(checkRunId(request.from.runId));
    await this.#refuseExisting(context, request.runId);
    await forkRun(context, request);
    // Its branch is made with the first event of its own.
    await (await this.#open(request.runId)).close();
  }

  async send(runId: string, intent: Intent): Promise<void> {
    checkRunId(runId);
    await this.#refuseUnknown(runId);
    writeIntent(runPaths(this.#dataRoot, runId).inbox, intent);
  }

  #hasEvents(runId: string): boolean {
    const folder = runPaths(this.#dataRoot, runId).events;
    return existsSync(join(folder, segmentPath(1))) && readJournal({ runId, folder }, 1).events.length > 0;
  }

  async #refuseExisting({ state }: OpenContext, runId: string): Promise<void> {
    if (this.#hasEvents(runId) || (await branchHead(state.gitDir, runId)) !== undefined)
      throw new RunExistsError(runId);
  }

  async #refuseUnknown(runId: string): Promise<void> {
    if (!this.#hasEvents(runId) && (await branchHead(await this.#site.gitDir(), runId)) === undefined) {
      throw await this.#unknown(runId);
    }
  }

  async #unknown(runId: string): Promise<UnknownRunError> {
    const names = (await this.list()).map((entry) => entry.runId);
    return new UnknownRunError({ runId, nearest: nearest(runId, names) });
  }
}
