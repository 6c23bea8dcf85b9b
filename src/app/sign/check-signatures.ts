import type { AppContext } from '../app-context.ts';
import type { Check } from '../doctor.ts';
import { verifyItems } from './verify-items.ts';

/** What `rye doctor` says of the signatures of the project: unsigned items run, and it is good to know how many there are. */
export async function checkSignatures(context: AppContext): Promise<Check> {
  const { ok, files } = await verifyItems(context, []);
  const counts = new Map<string, number>();
  for (const { status } of files) counts.set(status, (counts.get(status) ?? 0) + 1);
  const detail = [...counts].map(([status, count]) => `${count} ${status}`).join(', ') || 'no items yet';
  return ok
    ? { name: 'signatures', status: 'ok', detail }
    : {
        name: 'signatures',
        status: 'warn',
        detail,
        hint: 'See which with `rye verify`; what is tampered is never used.',
      };
}
