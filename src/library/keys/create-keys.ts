import { generateKeyPairSync } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { KeyExistsError } from './errors.ts';
import type { KeyFiles } from './key-folder.ts';
import { keyIdOf } from './public-key.ts';
import { trustFileText } from './trust-file.ts';

/** A new pair of keys. Absolute paths. */
export interface CreatedKeys {
  id: string;
  privateKey: string;
  publicKey: string;
  /** The file by which the user's own space trusts the key. */
  trustFile: string;
}

/**
 * Makes an Ed25519 pair: the private key readable by its owner alone, and a trust file, so that what it signs verifies
 * here.
 * @param trustFolder Absolute path of the user's `config/keys/trusted`.
 * @throws {KeyExistsError} a key is there already; nothing was changed
 */
export async function createKeys(files: KeyFiles, trustFolder: string, owner: string): Promise<CreatedKeys> {
  const pair = generateKeyPairSync('ed25519');
  const privatePem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const publicPem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const id = keyIdOf(publicPem);
  const trustFile = join(trustFolder, `${id}.toml`);
  await mkdir(files.folder, { recursive: true, mode: 0o700 });
  await writeNew(files.privateKey, privatePem, 0o600);
  try {
    await writeNew(files.publicKey, publicPem, 0o644);
    await mkdir(dirname(trustFile), { recursive: true });
    await writeNew(trustFile, trustFileText({ id, pem: publicPem }, owner), 0o644);
  } catch (error) {
    // Half a pair would stand in the way of the next try.
    await rm(files.privateKey, { force: true });
    throw error;
  }
  return { id, privateKey: files.privateKey, publicKey: files.publicKey, trustFile };
}

async function writeNew(path: string, text: string, mode: number): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx', mode, flush: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw new KeyExistsError({ path });
    throw error;
  }
}
