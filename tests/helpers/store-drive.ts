import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { GIT_ENV } from './store-project.ts';

/** What a driver said before it ended or was killed. */
export interface Driven {
  ended: boolean;
  killed: boolean;
  lastAck: number;
  placedArtifacts: string[];
  tool?: number;
  output: string;
}

/** Runs `store-driver.ts` to its end, or to the failpoint. */
export function drive(projectRoot: string, mode: 'create' | 'open', runId: string, failpoint = ''): Driven {
  const script = join(import.meta.dirname, 'store-driver.ts');
  const env = { ...GIT_ENV, RYE_FAILPOINT: failpoint };
  const child = spawnSync(process.execPath, [script, projectRoot, mode, runId], {
    env,
    encoding: 'utf8',
    timeout: 60_000,
  });
  const lines = child.stdout.split('\n');
  const words = (first: string): string[] =>
    lines.filter((line) => line.startsWith(`${first} `)).map((line) => line.slice(first.length + 1));
  const tool = words('process')[0];
  return {
    ended: lines.includes('end'),
    killed: child.signal === 'SIGKILL',
    lastAck: Math.max(0, ...words('ack').map(Number)),
    placedArtifacts: words('artifact'),
    ...(tool !== undefined && { tool: Number(tool) }),
    output: child.stdout + child.stderr,
  };
}
