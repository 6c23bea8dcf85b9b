import type { Effect, ErrorFact, Json, JsonObject } from '#protocol';
import { boundResult } from './bound-result.ts';
import type { HookSite } from './hook-site.ts';

function facts({ hook, on, occasion, index }: HookSite) {
  return {
    hook: hook.logged,
    on,
    layer: hook.layer,
    ...(occasion > 0 && { occasion }),
    ...(index > 0 && { action: index }),
  } as const;
}

/** A tool that a hook calls begins. */
export async function recordHookStart(site: HookSite, tool: string, effect: Effect): Promise<void> {
  await site.run.session.append({
    thread: site.thread.id,
    type: 'hook_started',
    data: { ...facts(site), tool, effect },
  });
}

export async function recordHook(site: HookSite, result: JsonObject): Promise<void> {
  const data = { ...facts(site), result: (await boundResult(site.run.writer, result)).result };
  await site.run.session.append({ thread: site.thread.id, type: 'hook_completed', data });
}

export async function recordHookFailure(site: HookSite, error: ErrorFact): Promise<void> {
  const told = (await site.run.ports.redactor.json(error as unknown as Json)) as unknown as ErrorFact;
  await site.run.session.append({
    thread: site.thread.id,
    type: 'hook_failed',
    data: { ...facts(site), error: told },
  });
}
