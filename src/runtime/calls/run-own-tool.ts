import { type JsonObject, misfit } from '#protocol';
import { approveCall } from '../approvals/approve-call.ts';
import { CallRefusedError } from '../errors.ts';
import type { OwnTool } from '../own-tools/own-tool.ts';
import type { CallSite } from './call-site.ts';
import { denied } from './deny.ts';
import { recordDenial } from './record-call.ts';
import { runOperation } from './run-operation.ts';

/** Runs a tool of the runtime itself, with permission and approval as for any other. */
export async function runOwnTool(site: CallSite, { spec, work, asks }: OwnTool, input: JsonObject): Promise<void> {
  if (await denied(site, spec.id, { primary: 'execute', itemType: 'tool', itemId: spec.id })) return;
  // A null is how some models leave an argument out.
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null));
  if (await misfits(site, spec, given)) return;
  const allowed = await approveCall(site, { tool: spec.id, input: given }, asks?.(site, given));
  if (!allowed || (allowed !== given && (await misfits(site, spec, allowed)))) return;
  await runOperation(site, spec.id, allowed, async () => ({ ok: true, result: await work(site, allowed) }));
}

async function misfits(site: CallSite, spec: OwnTool['spec'], input: JsonObject): Promise<boolean> {
  const reason = misfit(spec.inputSchema, input);
  if (reason === undefined) return false;
  const told = `The input of ${spec.id} does not fit: ${reason}`;
  await recordDenial(site, spec.id, new CallRefusedError('runtime/invalid-call', told, { hint: spec.description }));
  return true;
}
