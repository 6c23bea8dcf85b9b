import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { PEERS } from './places.ts';

/** Installs the peers where they are missing, exactly as their lockfile says. They are no part of the product. */
export function installPeers(say: (line: string) => void): void {
  if (existsSync(`${PEERS}node_modules/.package-lock.json`)) return;
  say('installing the peers into bench/peers (once)');
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: PEERS, stdio: ['ignore', 'ignore', 'inherit'] });
}
