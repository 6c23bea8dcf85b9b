import { execFileSync } from 'node:child_process';
import { cpus, loadavg, totalmem, type } from 'node:os';

/** What the figures were measured on. */
export interface Machine {
  date: string;
  system: string;
  processor: string;
  cores: number;
  memoryGib: number;
  node: string;
  git: string;
  commit: string;
  /** Of the last minute, before the benchmark began: over the number of cores, absolute times are noise. */
  load: number;
}

export function machineFacts(): Machine {
  const said = (command: string, ...args: string[]): string => execFileSync(command, args).toString('utf8').trim();
  const processors = cpus();
  return {
    date: new Date().toISOString().slice(0, 16),
    system: `${type()} ${process.arch}`,
    processor: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    git: said('git', 'version').replace('git version ', ''),
    commit: said('git', 'rev-parse', '--short', 'HEAD'),
    load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
}
