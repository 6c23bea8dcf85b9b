import { type KeyObject, verify } from 'node:crypto';
import { type ItemKind, type ItemSource, sha256 } from '#protocol';
import { hasDamagedSignature } from './damaged-signature.ts';
import { ownHash, type SignedText, splitSignature } from './signature-line.ts';
import { coveredText } from './signed-text.ts';

/** Public keys by their ids, 16 hex digits. */
export type TrustedKeys = ReadonlyMap<string, KeyObject>;

/** A text whose signature is looked at. */
export interface SignedItem {
  kind: ItemKind;
  path: string;
  text: string;
  /** The file ends its lines in more than one way; rye's own signature is never over such a file. */
  mixedLineEnds?: boolean;
}

/** What a signature is worth, and whose it is. */
export interface SignatureReport {
  /**
   * `metadata-only`: it is good, and covers a part of the file. `untrusted`: its key is not trusted, so nothing is known.
   * `tampered`: the text is not what was signed. `invalid-signature`: the text is, and the signature is not its key's.
   */
  status: ItemSource['signature'] | 'invalid-signature';
  form?: SignedText['form'];
  keyId?: string;
  signedAt?: string;
}

/** @param trustedKeys Called only where there is a signature to check. */
export async function examineSignature(
  item: SignedItem,
  trustedKeys: () => Promise<TrustedKeys>,
): Promise<SignatureReport> {
  const signed = splitSignature(item.text, item.kind, item.path);
  if (signed === undefined) return { status: hasDamagedSignature(item.text) ? 'tampered' : 'unsigned' };
  const { form, keyId, signedAt } = signed;
  return { status: await statusOf(item, signed, trustedKeys), form, keyId, signedAt };
}

/** The status alone, as an item carries it: a signature that is not its key's counts as tampering. */
export async function verifySignature(
  item: SignedItem,
  trustedKeys: () => Promise<TrustedKeys>,
): Promise<ItemSource['signature']> {
  const { status } = await examineSignature(item, trustedKeys);
  return status === 'invalid-signature' ? 'tampered' : status;
}

async function statusOf(
  item: SignedItem,
  signed: SignedText,
  trustedKeys: () => Promise<TrustedKeys>,
): Promise<SignatureReport['status']> {
  if (!isHashOf(item, signed)) return 'tampered';
  const key = (await trustedKeys()).get(signed.keyId);
  if (key === undefined) return 'untrusted';
  if (!isSignedBy(signed, key)) return signed.form === 'rye' ? 'tampered' : 'invalid-signature';
  return item.kind === 'directive' && signed.form === 'upstream' ? 'metadata-only' : 'valid';
}

function isHashOf(item: SignedItem, signed: SignedText): boolean {
  if (signed.form === 'rye') {
    return item.mixedLineEnds !== true && ownHash(signed.signedAt, signed.keyId, signed.rest) === signed.hash;
  }
  const covered = coveredText(item.kind, signed.rest);
  return covered !== undefined && sha256(covered) === signed.hash;
}

/**
 * Ed25519 over the 64 characters of the hex digest. The older form may be padded; rye's own is the one spelling that
 * encoding the bytes gives, since the last character has bits that no decoder looks at.
 */
export function isSignedBy(signed: Pick<SignedText, 'form' | 'hash' | 'signature'>, key: KeyObject): boolean {
  const bytes = Buffer.from(signed.signature, 'base64url');
  if (signed.form === 'rye' && bytes.toString('base64url') !== signed.signature) return false;
  return verify(null, Buffer.from(signed.hash, 'ascii'), key, bytes);
}
