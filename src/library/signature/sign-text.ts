import { sign } from 'node:crypto';
import type { ItemKind } from '#protocol';
import type { SigningKey } from '../keys/load-signing-key.ts';
import { commentForm } from './comment-form.ts';
import { aboveSignature, ownHash, ownLine } from './signature-line.ts';

/** Signature lines of every form there was: rye's own, the older one with its placeholders, and their forerunners. */
const ANY_SIGNATURE = /^(?:<!--|#|\/\/) ?(?:rye|kiwi-mcp):(?:signed|validated):[^\n]*(?:\n|$)/;

/**
 * The text with rye's own signature line at its top, below a `#!` line; a signature that stood there is replaced.
 * Undefined where the file's language has no comments.
 * @param text Line ends as LF.
 * @param signedAt ISO 8601 in UTC, to seconds.
 */
export function signText(
  item: { kind: ItemKind; path: string; text: string },
  { id: keyId, key }: SigningKey,
  signedAt: string,
): string | undefined {
  const form = commentForm(item.kind, item.path);
  if (form === undefined) return undefined;
  const above = aboveSignature(item.text, item.kind);
  const below = withoutSignatures(item.text.slice(above.length));
  const hash = ownHash(signedAt, keyId, above + below);
  const signature = sign(null, Buffer.from(hash, 'ascii'), key).toString('base64url');
  return `${above}${form.open}${ownLine({ signedAt, hash, signature, keyId })}${form.close}\n${below}`;
}

function withoutSignatures(text: string): string {
  let rest = text;
  while (ANY_SIGNATURE.test(rest)) rest = rest.replace(ANY_SIGNATURE, '');
  return rest;
}
