import type { KeyObject } from 'node:crypto';
import type { Space } from '#protocol';
import { InvalidItemError, UnreadableItemError } from '../errors.ts';
import { isSignedBy, type TrustedKeys } from '../signature/verify-signature.ts';
import { listFiles } from '../space/list-files.ts';
import { readText } from '../space/read-text.ts';
import { type LibrarySpaces, type Shelf, shelvesOf } from '../space/spaces.ts';
import { readTrustFile, type TrustFile } from './trust-file.ts';

/** A key that signatures may be of. */
export interface TrustedKey {
  id: string;
  space: Space;
  /** How its file is shown. */
  path: string;
  pem: string;
  owner?: string;
}

/** The keys that are trusted, and the files that claim one and are ignored. */
export interface TrustStore {
  keys: TrustedKey[];
  ignored: { path: string; reason: string }[];
}

interface Candidate {
  file: TrustFile;
  space: Space;
  path: string;
}

/** The keys by id, as signatures are checked with. */
export async function loadTrustedKeys(configShelves: Shelf[]): Promise<TrustedKeys> {
  const { admitted } = await readTrust(configShelves);
  return new Map([...admitted].map(([id, { file }]) => [id, file.key]));
}

/** The keys as people look at them. */
export async function readTrustStore(spaces: LibrarySpaces): Promise<TrustStore> {
  const { admitted, ignored } = await readTrust(await shelvesOf(spaces, 'config'));
  const keys = [...admitted.values()].map(({ file: { id, pem, owner }, space, path }) => ({
    id,
    space,
    path,
    pem,
    ...(owner !== undefined && { owner }),
  }));
  return { keys, ignored };
}

/**
 * Reads `keys/trusted/*.toml` below the config shelves. A file whose key does not have the id that it claims is ignored. A
 * signed file needs a true hash and the signature of its own key or of a key that is trusted already; keys that vouch only
 * for each other are not (appendix B 9 of the formats).
 */
async function readTrust(
  configShelves: Shelf[],
): Promise<{ admitted: Map<string, Candidate>; ignored: TrustStore['ignored'] }> {
  const candidates: Candidate[] = [];
  const ignored: TrustStore['ignored'] = [];
  // One space at a time: a useless file in the project must not hide the user's good one of the same name.
  for (const shelf of configShelves) {
    const trusted = { ...shelf, folder: `${shelf.folder}/keys/trusted`, shown: `${shelf.shown}/keys/trusted` };
    for (const found of await listFiles([trusted], ['.toml'])) {
      const file = await readText(found).then(
        ({ text }) => readTrustFile(found.id, text),
        (thrown: unknown) => ({ ignored: reasonOf(thrown) }),
      );
      if ('ignored' in file) ignored.push({ path: found.shown, reason: file.ignored });
      else candidates.push({ file, space: shelf.space, path: found.shown });
    }
  }
  const admitted = admit(candidates);
  for (const { file, path } of candidates) {
    if (!admitted.has(file.id)) ignored.push({ path, reason: 'no trusted key vouches for it' });
  }
  return { admitted, ignored };
}

/** Admits keys until no candidate is vouched for by one that was admitted before it. */
function admit(candidates: Candidate[]): Map<string, Candidate> {
  const trusted = new Map<string, Candidate>();
  for (let grown = true; grown; ) {
    grown = false;
    for (const candidate of candidates) {
      const { id, key, signed } = candidate.file;
      if (trusted.has(id)) continue;
      const voucher: KeyObject | undefined =
        signed === undefined || signed.keyId === id ? key : trusted.get(signed.keyId)?.file.key;
      if (voucher === undefined || (signed !== undefined && !isSignedBy(signed, voucher))) continue;
      trusted.set(id, candidate);
      grown = true;
    }
  }
  return trusted;
}

function reasonOf(thrown: unknown): string {
  if (thrown instanceof InvalidItemError || thrown instanceof UnreadableItemError) return thrown.message;
  throw thrown;
}
