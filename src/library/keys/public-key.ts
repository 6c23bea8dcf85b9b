import { createPublicKey, type KeyObject } from 'node:crypto';
import { sha256 } from '#protocol';

/** A public key as its PEM block, with one newline at its end: what its id is counted over. */
export interface PublicKey {
  /** The first 16 hex digits of the PEM's SHA-256. */
  id: string;
  pem: string;
  key: KeyObject;
}

/** Reads a PEM block; undefined where it holds no Ed25519 key. Blanks around it do not count. */
export function readPublicKey(block: string): PublicKey | undefined {
  const pem = `${block.replaceAll('\r\n', '\n').trim()}\n`;
  if (!pem.startsWith('-----BEGIN PUBLIC KEY-----')) return undefined;
  try {
    const key = createPublicKey(pem);
    return key.asymmetricKeyType === 'ed25519' ? { id: keyIdOf(pem), pem, key } : undefined;
  } catch {
    // No key that could verify anything: the same as none.
    return undefined;
  }
}

/** @param pem With the newline at its end: without it the id is another. */
export function keyIdOf(pem: string): string {
  return sha256(pem).slice(0, 16);
}
