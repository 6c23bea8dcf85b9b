import { createPublicKey, type KeyObject } from 'node:crypto';
import { sha256 } from '#protocol';
import { InvalidItemError } from '../errors.ts';
import { listFiles } from '../space/list-files.ts';
import { readText } from '../space/read-text.ts';
import type { Shelf } from '../space/spaces.ts';
import { type SignedText, splitSignature } from './signature-line.ts';
import { isSignedBy, type TrustedKeys } from './verify-signature.ts';

interface Candidate {
  id: string;
  key: KeyObject;
  signed?: SignedText;
}

/**
 * The keys in `keys/trusted/*.toml` below the config shelves, the first of an id only. A file whose key does not have
 * the id that it claims is ignored. A signed file needs a true hash and the signature of its own key or of a key that is
 * trusted already; keys that vouch only for each other are not.
 */
export async function loadTrustedKeys(configShelves: Shelf[]): Promise<TrustedKeys> {
  const shelves = configShelves.map((shelf) => ({
    ...shelf,
    folder: `${shelf.folder}/keys/trusted`,
    shown: `${shelf.shown}/keys/trusted`,
  }));
  const candidates: Candidate[] = [];
  for (const found of await listFiles(shelves, ['.toml'])) {
    const text = await readText(found).catch((thrown: unknown) => {
      if (thrown instanceof InvalidItemError) return '';
      throw thrown;
    });
    const candidate = readTrustFile(found.id, text);
    if (candidate !== undefined) candidates.push(candidate);
  }
  return admit(candidates);
}

/** Admits keys until no candidate is vouched for by one that was admitted before it. */
function admit(candidates: Candidate[]): TrustedKeys {
  const trusted = new Map<string, KeyObject>();
  for (let grown = true; grown; ) {
    grown = false;
    for (const { id, key, signed } of candidates) {
      if (trusted.has(id)) continue;
      const voucher = signed === undefined || signed.keyId === id ? key : trusted.get(signed.keyId);
      if (voucher === undefined || (signed !== undefined && !isSignedBy(signed, voucher))) continue;
      trusted.set(id, key);
      grown = true;
    }
  }
  return trusted;
}

/** @param claimedId The file's name. */
export function readTrustFile(claimedId: string, text: string): Candidate | undefined {
  const signed = splitSignature(text, 'config', '.toml');
  if (signed !== undefined && sha256(signed.rest) !== signed.hash) return undefined;
  const pem = pemIn(text);
  const fingerprint = /^fingerprint\s*=\s*["']([^"']*)["']/m.exec(text)?.[1] ?? claimedId;
  if (pem === undefined || claimedId !== fingerprint || keyIdOf(pem) !== claimedId) return undefined;
  try {
    return { id: claimedId, key: createPublicKey(pem), ...(signed !== undefined && { signed }) };
  } catch {
    // No key that could verify anything: the same as no file.
    return undefined;
  }
}

/** The `pem` of the `[public_key]` table: with one newline at its end, as its id is counted. */
function pemIn(text: string): string | undefined {
  const table = /^\[public_key\][ \t]*$([\s\S]*?)(?=^\[|(?![\s\S]))/m.exec(text)?.[1];
  const pem = /^pem\s*=\s*(?:"""([\s\S]*?)"""|'''([\s\S]*?)''')/m.exec(table ?? '');
  const block = (pem?.[1] ?? pem?.[2])?.trim();
  return block === undefined ? undefined : `${block}\n`;
}

function keyIdOf(pem: string): string {
  return sha256(pem).slice(0, 16);
}
