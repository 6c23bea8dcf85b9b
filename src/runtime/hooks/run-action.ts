import { errorFact, findHookRun, interpolateContext, type Json, type JsonObject, RyeError } from '#protocol';
import { threadKnowledge, threadOfKnowledge } from '../context/thread-knowledge.ts';
import { HookRefusedError } from '../errors.ts';
import { isFatal } from '../is-fatal.ts';
import { CONTROL_TOOL, controlOf } from './control.ts';
import type { ActionOutcome, HookSite } from './hook-site.ts';
import { recordHook, recordHookFailure } from './record-hook.ts';
import { callTool, contentIn } from './run-hook-tool.ts';

/** What a tampered item ends: the thread must not run on a text that somebody changed behind its author's back. */
const INTEGRITY: ReadonlySet<string> = new Set(['library/tampered-item']);

/**
 * Does what an action of a hook says, once: what the log knows of already is not done, nor recorded, again. Whatever goes
 * wrong is a recorded failure, and the thread goes on.
 * @throws where an item was tampered with, or nothing more can be recorded
 */
export async function runAction(site: HookSite): Promise<ActionOutcome> {
  const known = findHookRun(site.thread, {
    hook: site.hook.logged,
    on: site.on,
    layer: site.hook.layer,
    occasion: site.occasion,
    action: site.index,
  });
  if (known?.end?.ok === false) return { ok: false };
  try {
    const target = targetOf(site);
    if (known?.end) return { ok: true, ...(await again(site, target, known.end.result)) };
    const done = await perform(site, target, known?.started?.effect);
    await recordHook(site, done.result);
    return { ok: true, ...done };
  } catch (error) {
    site.run.checkInterrupt();
    // A thread that has ended cannot fail any more.
    const isBreach = site.on !== 'after_complete' && error instanceof RyeError && INTEGRITY.has(error.code);
    if (isFatal(error) || isBreach) throw error;
    await recordHookFailure(site, errorFact(error));
    return { ok: false };
  }
}

type Done = Omit<Extract<ActionOutcome, { ok: true }>, 'ok'>;

/** What an action is about, its placeholders filled. */
interface Target {
  kind: string;
  id: string;
  params: JsonObject;
}

function targetOf({ hook, action, document }: HookSite): Target {
  const { primary = 'execute', item_id: written } = action;
  const kind = action['item_type'] ?? (primary === 'execute' ? 'tool' : 'knowledge');
  const id = interpolateContext(written ?? null, document).value;
  const refuse = (reason: string): HookRefusedError => new HookRefusedError({ hook: hook.id, reason });
  if (typeof id !== 'string' || id === '') throw refuse(`its item_id ${JSON.stringify(written ?? '')} names no item`);
  if (primary !== 'execute' && primary !== 'fetch')
    throw refuse(`it is to ${JSON.stringify(primary)} ${id}, which no hook can`);
  if (kind !== 'knowledge' && (kind !== 'tool' || primary === 'fetch'))
    throw refuse(
      `it is to ${primary} the ${JSON.stringify(kind)} ${id}, and a hook can use knowledge and execute tools`,
    );
  const params = interpolateContext({ ...hook.inputs, ...asObject(action['params']) }, document).value as JsonObject;
  return { kind, id, params };
}

async function perform(site: HookSite, target: Target, began: Parameters<typeof callTool>[2]): Promise<Done> {
  const { id, kind, params } = target;
  if (kind === 'knowledge') return knowledge(site, id);
  if (id === CONTROL_TOOL) return { result: controlOf(site.hook.id, params) };
  return withContent(await callTool(site, { id, params }, began), id);
}

/** The outcome of an action that is in the log, without doing it again. */
async function again(site: HookSite, { kind, id }: Target, result: Json): Promise<Done> {
  if (kind === 'knowledge') return knowledge(site, id);
  return withContent(asObject(result), id);
}

function withContent(result: JsonObject, id: string): Done {
  const text = contentIn(result);
  return { result, ...(text !== undefined && { block: { kind: 'tool', id, name: lastOf(id), text } }) };
}

/** A thread of this run is knowledge as it stands; any other item is looked up, and pinned. */
async function knowledge({ run, thread, document }: HookSite, id: string): Promise<Done> {
  const { state } = run.session;
  const other = threadOfKnowledge(state, id);
  if (other) {
    const text = threadKnowledge(state, other);
    return block({ id, name: lastOf(id), text });
  }
  const { name, body } = await run.definitions.knowledge(id, thread.id);
  const text = interpolateContext(body, document, { keepUnknown: true }).value;
  return block({ id, name: name || lastOf(id), text: typeof text === 'string' ? text : JSON.stringify(text) });
}

function block(facts: { id: string; name: string; text: string }): Done {
  const result = { type: 'knowledge', item_id: facts.id, bytes: Buffer.byteLength(facts.text) };
  return { result, block: { kind: 'knowledge', ...facts } };
}

function lastOf(id: string): string {
  return id.split('/').at(-1) ?? id;
}

function asObject(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}
