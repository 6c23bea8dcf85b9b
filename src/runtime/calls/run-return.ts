import type { JsonObject } from '#protocol';
import { CallRefusedError } from '../errors.ts';
import { settleChildren } from '../folding/settle-children.ts';
import { RETURN_TOOL } from '../next-step.ts';
import type { CallSite } from './call-site.ts';
import { recordDenial, recordEnd, recordStart } from './record-call.ts';

/** Takes a thread's outputs; one that lacks a required field is sent back, unless it says that it failed; a declared `status` is an output like any other. */
export async function runReturn(site: CallSite, outputs: JsonObject): Promise<void> {
  const missing = site.thread.declaredOutputs
    .filter(({ name, required }) => required && (outputs[name] === undefined || outputs[name] === null))
    .map(({ name }) => name);
  const failed = outputs['status'] === 'error' && !site.thread.declaredOutputs.some(({ name }) => name === 'status');
  if (missing.length > 0 && !failed) {
    const refused = new CallRefusedError(
      'runtime/invalid-call',
      `Required outputs are missing: ${missing.join(', ')}.`,
      {
        hint: 'Call directive_return again with all of them, or with status "error" and error_detail.',
        data: { missing },
      },
    );
    return recordDenial(site, RETURN_TOOL, refused);
  }
  if (site.thread.branch && !(await settleChildren(site, outputs))) return;
  if (site.call.startedSeq === undefined) await recordStart(site, RETURN_TOOL, outputs, 'none');
  await recordEnd(site, RETURN_TOOL, { ok: true, result: { status: 'returned' } });
}
