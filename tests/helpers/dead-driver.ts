import type { LoggedEvent } from '#app';
import { ryeJson } from './rye.ts';

async function eventsOf(project: string, runId: string, type: string): Promise<LoggedEvent[]> {
  const { json } = await ryeJson<{ events: LoggedEvent[] }>(['log', runId, '--type', type], { cwd: project });
  return json.events;
}

/** Ends the process that drives a run, as a crash does, and returns once it is gone. */
export async function killDriver(project: string, runId: string): Promise<void> {
  const lease = (await eventsOf(project, runId, 'lease_taken')).at(-1);
  if (lease?.type !== 'lease_taken') throw new Error(`nobody has driven ${runId}`);
  const { pid } = lease.data;
  process.kill(pid, 'SIGKILL');
  while (isThere(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** The turns for which more than one answer is recorded: what was paid for twice. */
export async function answeredTwice(project: string, runId: string): Promise<string[]> {
  const turns = (await eventsOf(project, runId, 'model_call_completed')).map(({ thread, turn }) => `${thread} ${turn}`);
  return turns.filter((turn, at) => turns.indexOf(turn) !== at);
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
