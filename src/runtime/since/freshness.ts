import { type ItemSource, RyeError, type ThreadState } from '#protocol';
import { ownTools } from '../own-tools/own-tools.ts';
import type { RuntimePorts } from '../ports.ts';
import { RunContext } from '../run-context.ts';
import type { BaseRun, Change, ProjectChanges } from './base-run.ts';
import { changedCall } from './changed-calls.ts';
import { changedContext, redraft, textOf } from './composed-anew.ts';
import { type RecordedThread, recordedThreads, subtreeOf } from './recorded-threads.ts';

/**
 * What of a recorded run still holds: each of its threads is made again, in a scratch run, from the definitions of today,
 * and what it used is looked at. No model is asked, and no tool is called but those that only look.
 */
export class Freshness {
  readonly base: BaseRun;
  readonly recorded: ReadonlyMap<string, RecordedThread>;
  readonly #scratch: RunContext;
  readonly #made = new Map<string, Promise<Change[]>>();
  readonly #changes = new Map<string, Promise<Change[]>>();
  readonly #pins: () => Promise<ItemSource[]>;
  #begun: Promise<void> | undefined;
  #project: Promise<ProjectChanges> | undefined;

  /** @param pins What the new run has pinned by now; it goes on with that, whatever stands in the files. */
  constructor(base: BaseRun, ports: RuntimePorts, pins: () => Promise<ItemSource[]> = async () => []) {
    this.#pins = pins;
    this.base = {
      ...base,
      projectChanges: () => {
        this.#project ??= base.projectChanges();
        return this.#project;
      },
    };
    this.recorded = recordedThreads(base.events, base.state);
    const { readBack: _readBack, since: _since, ...rest } = ports;
    this.#scratch = new RunContext(base.scratch, rest, {
      observer: {},
      interrupt: new AbortController().signal,
      onInterrupted: 'reported',
      startThread: () => undefined,
      ownTools: [...ownTools.values()].map(({ spec }) => spec),
    });
  }

  /** The new run has done something itself: what recorded threads saw may be another thing by now, and is looked at again. */
  lookAgain(): void {
    this.#changes.clear();
    this.#project = undefined;
  }

  /** Why a recorded thread, or one below it, does not hold any more; empty where all of them do. */
  async changesBelow(id: string): Promise<Change[]> {
    const changes: Change[] = [];
    for (const each of subtreeOf(this.base.state, id)) changes.push(...(await this.changesOf(each)));
    return changes;
  }

  /** Why a recorded thread itself does not hold any more. */
  changesOf(id: string): Promise<Change[]> {
    const known = this.#changes.get(id);
    if (known) return known;
    const found = this.#look(id);
    this.#changes.set(id, found);
    return found;
  }

  /** Why one recorded call does not hold any more. */
  async changesOfCall(id: string, callId: string): Promise<Change[]> {
    const thread = this.#threadOf(id);
    const call = this.recorded.get(id)?.calls.get(callId);
    if (!call) return [{ kind: 'unfinished', what: `there is no call ${callId}`, place: thread.place }];
    const unmade = await this.#make(id);
    const scratch = this.#scratch.session.thread(id);
    if (!scratch) return unmade;
    return placed(thread, await changedCall(this.#scratch, this.base, { thread: scratch, call }));
  }

  async #look(id: string): Promise<Change[]> {
    const thread = this.#threadOf(id);
    const unfinished = whyUnfinished(thread);
    // A failure is never taken over.
    if (unfinished !== undefined) return placed(thread, [{ kind: 'unfinished', what: unfinished }]);
    try {
      const changes = await this.#make(id);
      const scratch = this.#scratch.session.thread(id);
      if (changes.length > 0 || !scratch) return changes;
      const recorded = this.recorded.get(id) as RecordedThread;
      const facts = { thread: scratch, before: thread, recorded };
      const told = thread.continuationOf === undefined ? await changedContext(this.#scratch, this.base, facts) : [];
      if (told.length > 0) return placed(thread, told);
      for (const call of recorded.calls.values()) {
        const found = await changedCall(this.#scratch, this.base, { thread: scratch, call });
        if (found.length > 0) return placed(thread, found);
      }
      return [];
    } catch (error) {
      if (error instanceof RyeError) return placed(thread, [{ kind: 'definition', what: error.message }]);
      throw error;
    }
  }

  /** Makes the thread in the scratch run, below its parent. @returns what is resolved otherwise */
  #make(id: string): Promise<Change[]> {
    const known = this.#made.get(id);
    if (known) return known;
    const made = this.#makeNow(id).catch((error: unknown): Change[] => {
      if (error instanceof RyeError) return placed(this.#threadOf(id), [{ kind: 'definition', what: error.message }]);
      throw error;
    });
    this.#made.set(id, made);
    return made;
  }

  async #makeNow(id: string): Promise<Change[]> {
    this.#begun ??= this.#begin();
    await this.#begun;
    const thread = this.#threadOf(id);
    if (thread.parent !== undefined) await this.#make(thread.parent);
    const parent = thread.parent === undefined ? undefined : this.#scratch.session.thread(thread.parent);
    if (thread.parent !== undefined && !parent)
      return placed(thread, [{ kind: 'definition', what: 'its parent cannot be made any more' }]);
    const created = this.recorded.get(id)?.events.find(({ type }) => type === 'thread_created');
    if (created?.type !== 'thread_created') return placed(thread, [{ kind: 'unfinished', what: 'it was never made' }]);
    await this.#pinAdHoc(thread);
    const { data, changes } = await redraft(this.#scratch, this.base, { thread, created: created.data, parent });
    await this.#scratch.session.append({ thread: id, type: 'thread_created', data });
    return placed(thread, changes);
  }

  async #begin(): Promise<void> {
    const { started, root } = this.base.state;
    if (started) await this.#scratch.session.append({ thread: root ?? '', type: 'run_started', data: started });
    for (const source of await this.#pins()) await this.#scratch.definitions.pin(source, root ?? '');
  }

  /** What a run has made up itself stands in no file: it is as it was. */
  async #pinAdHoc({ directive, id }: ThreadState): Promise<void> {
    const pinned = this.base.state.definitions.findLast((each) => each.kind === 'directive' && each.id === directive);
    if (!pinned?.path.startsWith('rye:')) return;
    const { kind, space, path, sha256 } = pinned;
    const source: ItemSource = {
      kind,
      id: directive,
      space,
      path,
      text: await textOf(this.base, sha256),
      sha256,
      signature: 'unsigned',
    };
    await this.#scratch.definitions.pin(source, id);
  }

  #threadOf(id: string): ThreadState {
    const thread = this.base.state.threads.get(id);
    if (!thread) throw new Error(`the recorded run has no thread ${id}`);
    return thread;
  }
}

function whyUnfinished({ status, error }: ThreadState): string | undefined {
  if (status === 'completed' || status === 'continued') return undefined;
  return status === 'error' ? `it failed: ${error?.message ?? ''}` : `it did not complete (${status})`;
}

function placed({ place }: ThreadState, found: readonly Omit<Change, 'place'>[]): Change[] {
  return found.map((each) => ({ ...each, place }));
}
