/**
 * The capability that an action needs: `rye.<primary>.<item type>.<id with dots>`, or without the id when there is
 * none, as for a search.
 * @param primary Shape: `execute`, `fetch` or `sign`.
 * @param itemType Shape: `tool`, `directive` or `knowledge`.
 * @param itemId Shape: `acme/deploy/web`; empty counts as none.
 */
export function capabilityFor(primary: string, itemType: string, itemId = ''): string {
  const scope = `rye.${primary}.${itemType}`;
  return itemId === '' ? scope : `${scope}.${dottedCapability(itemId)}`;
}

/** A capability or id as written in a file, where `/` may stand for `.`, in the form that is matched. */
export function dottedCapability(text: string): string {
  return text.replaceAll('/', '.');
}
