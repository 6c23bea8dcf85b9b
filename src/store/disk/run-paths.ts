import { join } from 'node:path';

/** Where the parts of one run lie, from its folder `.ai/data/runs/<run id>` on. */
export interface RunPaths {
  readonly root: string;
  readonly events: string;
  readonly staged: string;
  readonly inbox: string;
  readonly live: string;
  /** Texts of calls in flight. */
  readonly liveText: string;
  readonly processes: string;
}

export function runPaths(dataRoot: string, runId: string): RunPaths {
  const root = join(dataRoot, 'runs', runId);
  return {
    root,
    events: join(root, 'events'),
    staged: join(root, 'staged'),
    inbox: join(root, 'inbox'),
    live: join(root, 'live'),
    liveText: join(root, 'live', 'text.jsonl'),
    processes: join(root, 'live', 'processes'),
  };
}

/** Where content waits, by its hash, from before an event names it until it is committed and laid down. */
export function stagedFile(paths: RunPaths, sha256: string): string {
  return join(paths.staged, sha256.slice(0, 2), sha256);
}
