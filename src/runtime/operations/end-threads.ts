import { isFinal, type JsonObject } from '#protocol';
import type { CallSite } from '../calls/call-site.ts';
import { descendantNamed } from './find-thread.ts';

/** Ends a thread and all below it, each at its next step. */
export function cancelThread(site: CallSite, input: JsonObject): Promise<JsonObject> {
  return end(site, input, 'cancelled');
}

/** The same at once: its calls are cut off, and the processes of its tools ended. */
export function killThread(site: CallSite, input: JsonObject): Promise<JsonObject> {
  return end(site, input, 'killed');
}

async function end(site: CallSite, input: JsonObject, how: 'cancelled' | 'killed'): Promise<JsonObject> {
  const { run, thread } = site;
  const target = descendantNamed(site, input, how);
  const told = { success: true, [how]: input['thread_id'] ?? target.id };
  if (isFinal(target.status)) return { ...told, already_final: true, status: target.status };
  const ended = run.cancel(target.id, { by: thread.place, ...(how === 'killed' && { kill: true }) });
  await Promise.all(ended.map((each) => run.session.whenFinal(each, run.signalOf(thread.id))));
  return told;
}
