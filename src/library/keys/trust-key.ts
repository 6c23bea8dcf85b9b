import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { NoPublicKeyError } from './errors.ts';
import { type PublicKey, readPublicKey } from './public-key.ts';
import { pemIn, readTrustFile, trustFileText } from './trust-file.ts';

/** A key that is trusted from now on. */
export interface Trusted {
  id: string;
  owner?: string;
  /** Absolute path of its trust file. */
  file: string;
  /** It was trusted before. */
  already: boolean;
}

/**
 * Takes a public key, or a trust file, into a folder of trusted keys. What is written is made anew: nothing but the key
 * and the name of its owner is taken over.
 * @param source Absolute path.
 * @throws {NoPublicKeyError}
 */
export async function trustKey(source: string, trustFolder: string, owner?: string): Promise<Trusted> {
  const { id, pem, owner: named } = await readKey(source);
  const file = join(trustFolder, `${id}.toml`);
  const whose = owner ?? named;
  await mkdir(trustFolder, { recursive: true });
  const facts = { id, file, ...(whose !== undefined && { owner: whose }) };
  try {
    await writeFile(file, trustFileText({ id, pem }, whose ?? 'unknown'), { flag: 'wx', flush: true });
    return { ...facts, already: false };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if ('ignored' in readTrustFile(id, await readFile(file, 'utf8'))) {
      throw new NoPublicKeyError({ path: file, reason: 'it is there already, but is not usable' });
    }
    return { ...facts, already: true };
  }
}

async function readKey(path: string): Promise<PublicKey & { owner?: string }> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new NoPublicKeyError({ path, reason: `it cannot be read (${error.code ?? 'unknown reason'})` });
  });
  const bare = readPublicKey(text);
  if (bare !== undefined) return bare;
  if (text.includes('PRIVATE KEY')) throw new NoPublicKeyError({ path, reason: 'it is a private key' });
  const block = pemIn(text);
  const found = block === undefined ? undefined : readPublicKey(block);
  if (found === undefined) throw new NoPublicKeyError({ path, reason: 'it holds no Ed25519 public key' });
  // The name is free to choose for a copy, and the id is the key's in any case.
  const claimed = /^[0-9a-f]{16}$/.test(basename(path, '.toml')) ? basename(path, '.toml') : found.id;
  const file = readTrustFile(claimed, text);
  if ('ignored' in file) throw new NoPublicKeyError({ path, reason: file.ignored });
  return file;
}
