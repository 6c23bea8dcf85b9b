import { RyeError } from '#protocol';
import type { RuntimePorts } from '../ports.ts';
import type { BaseRun, Change } from './base-run.ts';
import { Freshness } from './freshness.ts';

/** Threads of a run, by place, that would do something else with the definitions and files of today; each with the first reason. */
export async function findStale(ports: RuntimePorts, base: BaseRun): Promise<Map<string, Change>> {
  const freshness = new Freshness(base, ports);
  const stale = new Map<string, Change>();
  for (const { id, place } of base.state.threads.values()) {
    const [first] = await freshness.changesOf(id).catch((error: unknown): Change[] => {
      if (error instanceof RyeError) return [{ kind: 'definition', what: error.message, place }];
      throw error;
    });
    if (first) stale.set(place, first);
  }
  return stale;
}
