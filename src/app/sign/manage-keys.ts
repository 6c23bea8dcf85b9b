import { join, resolve } from 'node:path';
import {
  type CreatedKeys,
  createKeys,
  keyFiles,
  loadPublicKey,
  NoSigningKeyError,
  readTrustStore,
  type Trusted,
  type TrustStore,
  trustFileText,
  trustKey,
} from '#library';
import type { AppContext } from '../app-context.ts';
import { openProject } from '../open-project.ts';
import { ownKeyFiles, userTrustFolder } from './own-keys.ts';

/** The keys that are trusted, and one's own. */
export interface KeyList extends TrustStore {
  /** The id of the key that `rye sign` signs with; absent where there is none yet. */
  own?: string;
}

/** @throws {BadSigningKeyError} */
export async function listKeys(context: AppContext): Promise<KeyList> {
  const { spaces } = await openProject(context);
  const [trust, own] = await Promise.all([
    readTrustStore(spaces),
    loadPublicKey(keyFiles(...ownKeyFiles(context))).catch((error: unknown) => {
      if (error instanceof NoSigningKeyError) return undefined;
      throw error;
    }),
  ]);
  return { ...trust, ...(own !== undefined && { own: own.id }) };
}

/** Makes one's own pair of keys. @param owner The name that its trust file carries. @throws {KeyExistsError} */
export function newKeys(context: AppContext, owner?: string): Promise<CreatedKeys> {
  return createKeys(keyFiles(...ownKeyFiles(context)), userTrustFolder(context), owner ?? ownerOf(context));
}

/**
 * Trusts a key: the user does, wherever they work; or everyone who works on the project.
 * @param path A public key in PEM form, or a trust file.
 * @throws {NoPublicKeyError}
 */
export async function trustPublicKey(
  context: AppContext,
  path: string,
  { inProject = false, owner }: { inProject?: boolean; owner?: string } = {},
): Promise<Trusted> {
  const folder = inProject
    ? join((await openProject(context)).root, '.ai', 'config', 'keys', 'trusted')
    : userTrustFolder(context);
  return trustKey(resolve(context.cwd, path), folder, owner);
}

/** One's own public key, as others take it in with `rye keys trust`. @throws {NoSigningKeyError} */
export async function exportKey(context: AppContext): Promise<{ id: string; pem: string; trust_file: string }> {
  const [home, override] = ownKeyFiles(context);
  const { id, pem } = await loadPublicKey(keyFiles(home, override));
  const { keys } = await readTrustStore({ user: home });
  const owner = keys.find((key) => key.id === id)?.owner;
  return { id, pem, trust_file: trustFileText({ id, pem }, owner ?? ownerOf(context)) };
}

/** The name of the user, as far as the environment tells it. */
function ownerOf({ env }: AppContext): string {
  return env['USER'] ?? env['LOGNAME'] ?? 'unknown';
}
