import { capabilityFor, type Effect, isAllowed, type Json, type JsonObject, misfit } from '#protocol';
import { whyNotUnasked } from '../approvals/approve-call.ts';
import { attemptTool } from '../calls/attempt-tool.ts';
import { HookRefusedError } from '../errors.ts';
import { checkPause } from '../steering/step-paused.ts';
import type { HookSite } from './hook-site.ts';
import { recordHookStart } from './record-hook.ts';

/**
 * Calls a tool for a hook, with what its thread may do. One that began in a process that died is called again, unless it
 * must not happen twice: then the hook fails, and says so.
 * @param began The effect of the tool, where the log says that it was called.
 * @returns the tool's result as an object, without secrets
 * @throws {HookRefusedError}
 */
export async function callTool(
  site: HookSite,
  { id, params }: { id: string; params: JsonObject },
  began: Effect | undefined,
): Promise<JsonObject> {
  const { run, thread, hook } = site;
  const refuse = (reason: string): HookRefusedError => new HookRefusedError({ hook: hook.id, reason });
  const tool = await run.ports.toolbox.find(id);
  if (!tool) throw refuse(`there is no tool "${id}"`);
  if (!isAllowed({ primary: 'execute', itemType: 'tool', itemId: id }, thread.capabilities))
    throw refuse(`its thread may not execute ${id}: it lacks ${capabilityFor('execute', 'tool', id)}`);
  const reason = misfit(tool.spec.inputSchema, params);
  if (reason !== undefined) throw refuse(`the params for ${id} do not fit: ${reason}`);
  const { source } = tool.spec;
  const unasked = whyNotUnasked(run, { tool: id, input: params, ...(source && { definition: source.sha256 }) });
  if (unasked !== undefined) throw refuse(`${id} may not be called: ${unasked}`);
  if (began === 'once' && run.onInterrupted === 'reported')
    throw refuse(`${id} was interrupted, outcome unknown, and must not be called twice`);
  await run.definitions.tool(tool.spec, thread.id);
  // A thread that was paused meanwhile begins nothing; its hooks run when it goes on.
  checkPause(run, thread.id);
  await recordHookStart(site, id, tool.spec.effect);
  const callId = `hook-${hook.logged}-${site.on}-${site.occasion}-${site.index}`;
  run.ports.probe('tool-started');
  const outcome = await attemptTool({ run, thread, callId }, tool, params);
  run.ports.probe('tool-finished');
  if (!outcome.ok) {
    run.checkInterrupt();
    throw refuse(`${id} failed: ${outcome.error.message}`);
  }
  const result = await run.ports.redactor.json(outcome.result);
  return typeof result === 'object' && result !== null && !Array.isArray(result) ? result : { data: result };
}

/** The text that a tool's result brings into a context (formats 5.4); undefined where it has none. */
export function contentIn(result: JsonObject): string | undefined {
  const { data } = result;
  const inner = typeof data === 'object' && data !== null && !Array.isArray(data) ? data : {};
  const candidates: (Json | undefined)[] = [
    inner['content'],
    inner['body'],
    inner['raw'],
    result['content'],
    result['body'],
  ];
  return candidates.find((text): text is string => typeof text === 'string' && text !== '');
}
