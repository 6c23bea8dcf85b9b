import { type KeyObject, verify } from 'node:crypto';
import { type ItemKind, type ItemSource, sha256 } from '#protocol';
import { type SignedText, splitSignature } from './signature-line.ts';
import { coveredText } from './signed-text.ts';

/** Public keys by their ids, 16 hex digits. */
export type TrustedKeys = ReadonlyMap<string, KeyObject>;

/**
 * What an item's signature is worth. A directive's covers its fence alone, never the prompt below it: at best it is
 * `metadata-only`.
 * @param trustedKeys Called only where there is a signature to check.
 */
export async function verifySignature(
  item: { kind: ItemKind; path: string; text: string },
  trustedKeys: () => Promise<TrustedKeys>,
): Promise<ItemSource['signature']> {
  const signed = splitSignature(item.text, item.kind, item.path);
  if (signed === undefined) return 'unsigned';
  const covered = coveredText(item.kind, signed.rest);
  if (covered === undefined || sha256(covered) !== signed.hash) return 'tampered';
  const key = (await trustedKeys()).get(signed.keyId);
  if (key === undefined) return 'untrusted';
  if (!isSignedBy(signed, key)) return 'tampered';
  return item.kind === 'directive' ? 'metadata-only' : 'valid';
}

/** Ed25519 over the 64 characters of the hex digest; base64url, padded or not. */
export function isSignedBy(signed: Pick<SignedText, 'hash' | 'signature'>, key: KeyObject): boolean {
  return verify(null, Buffer.from(signed.hash, 'ascii'), key, Buffer.from(signed.signature, 'base64url'));
}
