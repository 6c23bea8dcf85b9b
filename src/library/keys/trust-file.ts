import { sha256 } from '#protocol';
import { ownHash, type SignedText, splitSignature } from '../signature/signature-line.ts';
import { type PublicKey, readPublicKey } from './public-key.ts';

/** What a trust file says: a key, whose it is, and who vouches for it. */
export interface TrustFile extends PublicKey {
  owner?: string;
  signed?: SignedText;
}

/**
 * Reads a trust file.
 * @param claimedId The file's name.
 * @returns the reason where it is to be ignored
 */
export function readTrustFile(claimedId: string, text: string): TrustFile | { ignored: string } {
  const signed = splitSignature(text, 'config', '.toml');
  if (signed !== undefined && hashOf(signed) !== signed.hash) return { ignored: 'it was changed after it was signed' };
  const block = pemIn(text);
  const found = block === undefined ? undefined : readPublicKey(block);
  if (found === undefined) return { ignored: 'it holds no Ed25519 public key' };
  const fingerprint = textAt(text, 'fingerprint') ?? claimedId;
  if (claimedId !== fingerprint) return { ignored: `it is named ${claimedId}, but says ${fingerprint}` };
  if (found.id !== claimedId) return { ignored: `it is named ${claimedId}, but its key has the id ${found.id}` };
  const owner = textAt(text, 'owner');
  return { ...found, ...(owner !== undefined && { owner }), ...(signed !== undefined && { signed }) };
}

/** A trust file for a key, as rye writes it. */
export function trustFileText({ id, pem }: Pick<PublicKey, 'id' | 'pem'>, owner: string): string {
  return [
    'version = "1.0.0"',
    'category = "keys/trusted"',
    `fingerprint = "${id}"`,
    `owner = ${JSON.stringify(owner)}`,
    '',
    '[public_key]',
    `pem = """\n${pem}"""`,
    '',
  ].join('\n');
}

/** The PEM block of a trust file; undefined where it has none. */
export function pemIn(text: string): string | undefined {
  const table = /^\[public_key\][ \t]*$([\s\S]*?)(?=^\[|(?![\s\S]))/m.exec(text)?.[1];
  const pem = /^pem\s*=\s*(?:"""([\s\S]*?)"""|'''([\s\S]*?)''')/m.exec(table ?? '');
  return pem?.[1] ?? pem?.[2];
}

function hashOf(signed: SignedText): string {
  return signed.form === 'rye' ? ownHash(signed.signedAt, signed.keyId, signed.rest) : sha256(signed.rest);
}

/** A top-level string of the file. */
function textAt(text: string, key: string): string | undefined {
  return new RegExp(`^${key}\\s*=\\s*["']([^"'\\n]*)["']`, 'm').exec(text)?.[1];
}
