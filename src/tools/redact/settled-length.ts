import type { CredentialValue } from './credential-values.ts';

/** A key block has blanks in it; one that is longer than this is none. Unit: characters. */
const LONGEST_BLOCK = 20_000;

/** The longest beginning of a key block's first line that looks like nothing yet. */
const BLOCK_BEGINS = /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY(?: BLOCK)?-----|-----BEGIN(?: [A-Z]*)*-*$/g;

/**
 * How much of a text that still grows holds no part of a secret whose rest has not come: up to its last blank, for
 * tokens hold none, and not into a key block, or a credential with blanks in it, that has begun.
 */
export function settledLength(text: string, credentials: readonly CredentialValue[]): number {
  let settled = text.search(/\S*$/);
  for (const { index } of text.matchAll(BLOCK_BEGINS)) {
    const isOpen = !text.slice(index).includes('-----END') || text.slice(index).search(/-----END[^\n]*-----\s/) < 0;
    if (isOpen && text.length - index < LONGEST_BLOCK) settled = Math.min(settled, index);
  }
  const withBlanks = credentials.map(({ value }) => value).filter((value) => /\s/.test(value));
  for (const value of withBlanks) settled = Math.min(settled, text.length - begunLength(text, value));
  // One that stands in the text whole must not be cut where its blanks are; stepping back from one may cut another.
  for (let before = -1; before !== settled; ) {
    before = settled;
    for (const value of withBlanks) {
      const start = text.lastIndexOf(value, settled - 1);
      if (settled > 0 && start >= 0 && start + value.length > settled) settled = start;
    }
  }
  return outside(text, settled, credentials);
}

/** The last place up to `settled` that lies in no credential: one with blanks in it may have come whole. */
function outside(text: string, settled: number, credentials: readonly CredentialValue[]): number {
  for (const { value } of credentials) {
    const index = text.indexOf(value, Math.max(0, settled - value.length + 1));
    if (index >= 0 && index < settled) return outside(text, index, credentials);
  }
  return settled;
}

/** How many characters at the end of a text are the beginning of a value. */
function begunLength(text: string, value: string): number {
  let length = Math.min(value.length - 1, text.length);
  while (length > 0 && !text.endsWith(value.slice(0, length))) length -= 1;
  return length;
}
