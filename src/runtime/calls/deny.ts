import { capabilityFor, isAllowed } from '#protocol';
import { CallRefusedError } from '../errors.ts';
import type { CallSite } from './call-site.ts';
import { recordDenial } from './record-call.ts';

/** What a thread wants to do with an item. */
export interface Wanted {
  primary: 'execute' | 'fetch';
  itemType: string;
  itemId: string;
}

/** Refuses a call for want of a capability. @returns true where it was refused, and that is recorded. */
export async function denied(site: CallSite, tool: string, wanted: Wanted): Promise<boolean> {
  if (isAllowed(wanted, site.thread.capabilities)) return false;
  const { primary, itemType, itemId } = wanted;
  const capability = capabilityFor(primary, itemType, itemId);
  const refused = new CallRefusedError(
    'runtime/permission-denied',
    `This thread may not ${primary} ${itemId}: it lacks ${capability}.`,
    { hint: 'Do it another way, or return what is missing.', data: { capability } },
  );
  await recordDenial(site, tool, refused, capability);
  return true;
}
