import type { CockpitActions, ProjectFeed, RunFeed, Watcher, Wish } from '#app';
import { shippedBoard } from '#protocol';

/** A watcher whose feed the test publishes. */
export interface FakeWatcher<Feed> extends Watcher<Feed> {
  publish(feed: Feed): void;
  closed: boolean;
}

/** A watcher that begins with `feed`. */
export function fakeWatcher<Feed>(feed: Feed): FakeWatcher<Feed> {
  let latest = feed;
  const listeners = new Set<() => void>();
  const watcher: FakeWatcher<Feed> = {
    closed: false,
    current: () => latest,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    publish(next) {
      latest = next;
      for (const listener of listeners) listener();
    },
    close() {
      watcher.closed = true;
      return Promise.resolve();
    },
  };
  return watcher;
}

/** Use cases that do nothing but remember what was asked of them. */
export interface FakeActions extends CockpitActions {
  asked: unknown[];
  project: FakeWatcher<ProjectFeed>;
  run: FakeWatcher<RunFeed>;
}

/** Use cases over two feeds. */
export function fakeActions(run: RunFeed, project: ProjectFeed = { phase: 'ready', rows: [] }): FakeActions {
  const asked: unknown[] = [];
  const watchers = { project: fakeWatcher(project), run: fakeWatcher(run) };
  return {
    asked,
    ...watchers,
    watchProject: () => watchers.project,
    watchRun: () => watchers.run,
    keepCopy: () => Promise.resolve({ file: '/tmp/copied.txt', tmux: false }),
    summarise: (runId) => Promise.reject(new Error(`${runId} is not summarised here`)),
    readContent(_runId, { sha256 }) {
      asked.push({ readContent: sha256 });
      return Promise.resolve({ kind: 'text', text: `the content of ${sha256.slice(0, 7)}\n` });
    },
    compare: (a, b) => Promise.reject(new Error(`${a} and ${b} are not compared here`)),
    compareWhole: () => Promise.reject(new Error('no file is read here')),
    steer(runId: string, wish: Wish) {
      asked.push({ steer: runId, wish });
      return Promise.resolve({ run_id: runId, thread: 'root', by: 'driver' });
    },
    start(request) {
      asked.push({ start: request });
      return Promise.resolve('new-run');
    },
    resume(runId, request) {
      asked.push({ resume: runId, request });
      return Promise.resolve();
    },
    commits(runId) {
      asked.push({ commits: runId });
      return Promise.resolve([]);
    },
    fork({ runId, seq, newId = 'the-fork' }) {
      asked.push({ fork: `${runId}@${seq}`, newId });
      return Promise.resolve({
        run_id: newId,
        from: { run_id: runId, seq },
        status: 'running',
        changed: [],
        files_changed_since: [],
      });
    },
    board: async () => shippedBoard,
    directives: () => Promise.resolve([]),
    providers: () => [],
    answer(runId, wish) {
      asked.push({ answer: runId, wish });
      return Promise.resolve({ run_id: runId, thread: 'root', by: 'driver', resumed: false });
    },
    edit(name, text) {
      asked.push({ edit: name, text });
      return Promise.resolve(text);
    },
    page(text) {
      asked.push({ page: text });
      return Promise.resolve();
    },
    contextWindow: () => 200_000,
    provider: 'offline',
  };
}
