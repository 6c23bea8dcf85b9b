import { capabilityFor } from './capability-for.ts';
import { coversCapability } from './cover-capability.ts';
import { matchCapability } from './match-capability.ts';
import { overlapsCapability } from './overlap-capability.ts';

/** An action that asks for permission. */
export interface CapabilityRequest {
  /** Shape: `execute`, `fetch` or `sign`; anything else is denied. */
  primary: string;
  /** Shape: `tool`, `directive` or `knowledge`. */
  itemType: string;
  /** Shape: `acme/deploy`, for `sign` also a pattern `acme/*`; absent when searching. */
  itemId?: string;
  /** Where a search looks. Shape: `acme/web`, below which ids are searched; absent: everywhere. */
  namespace?: string;
}

/** Tools by which rye runs its own hooks; a thread that may do nothing else still needs them. */
const internalTools = 'rye/agent/threads/internal/';

/**
 * Whether the granted capabilities allow an action. Fails closed: no grants, an unknown primary or an id that could
 * step out of its folder are denied. The internal thread tools may always be executed.
 *
 * A search (`fetch` without an id) is allowed as soon as some grant could match a result in its scope; the caller then
 * keeps only the results whose own `fetch` with an id is allowed. For `sign` the id may be a pattern, and one grant has
 * to cover all of it.
 */
export function isAllowed(request: CapabilityRequest, granted: readonly string[]): boolean {
  const { primary, itemType, itemId = '', namespace = '' } = request;
  if (!isSafeId(itemId) || !isSafeId(namespace)) return false;
  if (primary === 'execute' && itemType === 'tool' && itemId.startsWith(internalTools)) return true;
  const required = capabilityFor(primary, itemType, itemId);
  switch (primary) {
    case 'execute':
      return granted.some((grant) => matchCapability(grant, required));
    case 'sign':
      return granted.some((grant) => coversCapability(grant, required));
    case 'fetch': {
      if (itemId !== '') return granted.some((grant) => matchCapability(grant, required));
      const scope = `${capabilityFor(primary, itemType, namespace)}.*`;
      return granted.some((grant) => matchCapability(grant, required) || overlapsCapability(grant, scope));
    }
    default:
      return false;
  }
}

/** `acme/../rye/bash` reads like an id under `acme` and names a file elsewhere, so it is nobody's to grant. */
function isSafeId(id: string): boolean {
  if (id === '') return true;
  return !id.includes('\\') && id.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..');
}
