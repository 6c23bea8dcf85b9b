import { isFinal, type JsonObject, type ThreadState, type ToolOutcome } from '#protocol';
import { approveCall } from '../approvals/approve-call.ts';
import { inheritedDirective } from '../context/inherited-directive.ts';
import { SpawnRefusedError } from '../errors.ts';
import { readWalkRequest } from '../graph/draft-graph.ts';
import { validateGraph } from '../graph/validate-graph.ts';
import { secondsLeft } from '../limits/seconds-left.ts';
import { sleepUntil } from '../operations/sleep-until.ts';
import { threadReport } from '../operations/thread-report.ts';
import { sortedJson } from '../sorted-json.ts';
import { childOfCall, spawnChild } from '../spawn-child.ts';
import type { CallSite } from './call-site.ts';
import { denied } from './deny.ts';
import type { SpawnCall } from './resolve-call.ts';
import { runOperation } from './run-operation.ts';

/** The tool id under which a spawn stands in the log. */
const SPAWN_TOOL = 'rye/agent/threads/spawn';

/** How long a caller without a time limit of its own waits for a thread that it spawned. */
const LONGEST_WAIT_SECONDS = 7 * 24 * 3600;

/**
 * Spawns a thread for a directive. Without `async` the caller sleeps until the thread has ended. A spawn that was
 * recorded before the process died is found by its call, and is not made again.
 */
export async function runSpawn(site: CallSite, spawn: SpawnCall, dryRun: boolean): Promise<void> {
  const { run, thread } = site;
  const type = spawn.graph ? 'graph' : 'directive';
  // A graph is a tool whose program is a map of nodes.
  const wanted = { primary: 'execute', itemType: spawn.graph ? 'tool' : 'directive', itemId: spawn.directive } as const;
  if (await denied(site, SPAWN_TOOL, wanted)) return;
  const input: JsonObject = {
    ...(spawn.graph && { item_type: type }),
    item_id: spawn.directive,
    parameters: spawn.inputs,
    ...(spawn.async && { async: true }),
  };
  if (spawn.graph && spawn.inputs['validate'] === true) {
    const look = async (): Promise<ToolOutcome> => ({ ok: true, result: await validateGraph(site, spawn.directive) });
    return runOperation(site, SPAWN_TOOL, input, look);
  }
  const allowed = dryRun ? input : await approveCall(site, { tool: SPAWN_TOOL, input });
  if (!allowed) return;
  await runOperation(site, SPAWN_TOOL, allowed, async (): Promise<ToolOutcome> => {
    const child = childOfCall(site) ?? (await createChild(site, asApproved(spawn, input, allowed), dryRun));
    if (!child) return { ok: true, result: { status: 'validation_passed', type, item_id: spawn.directive } };
    run.start(child.id);
    if (spawn.async) {
      return {
        ok: true,
        result: {
          status: 'success',
          type,
          item_id: spawn.directive,
          thread_id: child.id,
          async: true,
          state: 'running',
        },
      };
    }
    const left = secondsLeft(thread, run.ports.clock.now()) ?? LONGEST_WAIT_SECONDS;
    const untilMs = run.ports.clock.now() + left * 1000;
    const { ended } = await sleepUntil(run, thread.id, { on: [child.id], untilMs });
    return outcomeOf(ended[0] ?? child, type);
  });
}

/** The inputs of a thread can be changed by whoever approves it; what is spawned, and how, cannot. */
function asApproved(spawn: SpawnCall, asked: JsonObject, allowed: JsonObject): SpawnCall {
  const { parameters, ...rest } = allowed;
  const { parameters: _inputs, ...kept } = asked;
  const isMapping = typeof parameters === 'object' && parameters !== null && !Array.isArray(parameters);
  if (!isMapping || sortedJson(rest) !== sortedJson(kept))
    throw new SpawnRefusedError({
      directive: spawn.directive,
      reason: 'only its parameters can be changed by an approval',
    });
  return { ...spawn, inputs: parameters };
}

async function createChild(site: CallSite, spawn: SpawnCall, dryRun: boolean): Promise<ThreadState | undefined> {
  const { run, thread } = site;
  const given = spawn.graph ? readWalkRequest(spawn.directive, spawn.inputs) : { inputs: spawn.inputs };
  const request = {
    directive: spawn.graph
      ? await run.definitions.graph(spawn.directive, thread.id)
      : await inheritedDirective(run, spawn.directive, thread.id, spawn.inputs),
    ...given,
    overrides: spawn.overrides,
    async: spawn.async,
    ...(spawn.key !== undefined && { key: spawn.key }),
    ...(spawn.model !== undefined && { model: spawn.model }),
  };
  return spawnChild(site, request, { dryRun });
}

/** A thread that failed is a failed call, with all it left; the caller goes on. */
function outcomeOf(child: ThreadState, type: string): ToolOutcome {
  const { status, ...report } = threadReport(child);
  const result = {
    status: status === 'completed' ? 'success' : 'error',
    type,
    ...report,
    thread_status: status ?? '',
  };
  if (child.status === 'completed') return { ok: true, result };
  const error = child.error ?? {
    code: `thread/${child.status}`,
    message: isFinal(child.status) ? `The thread was ${child.status}.` : 'The time is up; the thread goes on.',
  };
  return { ok: false, error: { code: error.code, message: error.message }, result };
}
