import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { BadSigningKeyError, NoSigningKeyError } from './errors.ts';
import type { KeyFiles } from './key-folder.ts';
import { type PublicKey, readPublicKey } from './public-key.ts';

/** One's own key, to sign with. */
export interface SigningKey {
  id: string;
  key: KeyObject;
}

/** @throws {NoSigningKeyError} {@link BadSigningKeyError} */
export async function loadSigningKey(files: KeyFiles): Promise<SigningKey> {
  const path = files.privateKey;
  const pem = await read(path);
  const { mode } = await stat(path);
  if ((mode & 0o077) !== 0) throw new BadSigningKeyError({ path, reason: 'others than its owner may read it' });
  const { id, pem: publicPem } = await loadPublicKey(files);
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch (error) {
    throw new BadSigningKeyError({ path, reason: 'it is no private key' }, error);
  }
  const own = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
  if (own !== publicPem) throw new BadSigningKeyError({ path, reason: `${files.publicKey} is not its public key` });
  return { id, key };
}

/** One's own public key. @throws {NoSigningKeyError} {@link BadSigningKeyError} */
export async function loadPublicKey(files: KeyFiles): Promise<PublicKey> {
  const found = readPublicKey(await read(files.publicKey));
  if (found === undefined)
    throw new BadSigningKeyError({ path: files.publicKey, reason: 'it is no Ed25519 public key' });
  return found;
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new NoSigningKeyError({ path });
    throw new BadSigningKeyError({ path, reason: `it cannot be read (${code ?? 'unknown reason'})` }, error);
  }
}
