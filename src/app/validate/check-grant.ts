import { capabilityFor, type ItemKind, matchCapability, nearest } from '#protocol';
import type { KnownItems } from './known-items.ts';

const PRIMARIES = ['execute', 'fetch', 'sign'];
const KINDS: readonly ItemKind[] = ['tool', 'directive', 'knowledge'];

/** Why a granted capability allows nothing that there is; undefined where it allows something. */
export async function checkGrant(capability: string, known: KnownItems): Promise<string | undefined> {
  const ids = await Promise.all(KINDS.map(async (kind) => ({ kind, ids: await known.ids(kind) })));
  for (const primary of PRIMARIES) {
    for (const { kind, ids: all } of ids) {
      // A search needs no id.
      if (primary === 'fetch' && matchCapability(capability, capabilityFor(primary, kind, ''))) return undefined;
      if (all.some((id) => matchCapability(capability, capabilityFor(primary, kind, id)))) return undefined;
    }
  }
  const [, primary = '', kind = '', ...rest] = capability.split('.');
  const wanted = rest.join('.');
  const found = ids.find((each) => each.kind === kind);
  if (!PRIMARIES.includes(primary)) return `"${primary}" is no action: use ${PRIMARIES.join(', ')}`;
  if (found === undefined) return `"${kind}" is no kind of item: use ${KINDS.join(', ')}`;
  // Whole kinds may be granted before there is an item of them.
  if (/^[*.?]*$/.test(wanted)) return undefined;
  const dotted = found.ids.map((id) => id.replaceAll('/', '.'));
  const near = nearest(wanted.replace(/[.*]+$/, ''), dotted).map((name) => `"${name}"`);
  return `no ${kind} matches "${wanted}"${near.length > 0 ? `; near are ${near.join(', ')}` : ''}`;
}
