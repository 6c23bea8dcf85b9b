import { type ItemKind, sha256 } from '#protocol';
import { commentForm } from './comment-form.ts';

/** A signature line and the text it vouches for. */
export interface SignedText {
  /** `rye`: the form that rye writes, over the whole file; `upstream`: the older one, over a part of it. */
  form: 'rye' | 'upstream';
  signedAt: string;
  /** Hex SHA-256 that was signed. */
  hash: string;
  signature: string;
  keyId: string;
  /** The text without the line; for the older form also without what stands above it. */
  rest: string;
}

const TIME = '\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z';
const HASH = '[a-f0-9]{64}';
const UPSTREAM = `rye:signed:(${TIME}):(${HASH}):([A-Za-z0-9_-]+={0,2}):([a-f0-9]{16})(?:\\|[^\\s|@]+@[^\\s|]+)?`;
/** An Ed25519 signature is 64 bytes: 86 characters of base64url, never padded here. */
const OWN = `rye:signed:v2:(${TIME}):(${HASH}):([A-Za-z0-9_-]{86}):([a-f0-9]{16})`;

/**
 * Splits the signature line off; undefined where the text has none. A line that differs in any character from the form
 * is a comment, and the item unsigned; but see `damaged-signature.ts`.
 * @param path Its extension says how the line is commented out.
 */
export function splitSignature(text: string, kind: ItemKind, path: string): SignedText | undefined {
  const above = aboveSignature(text, kind);
  const own = match(text, above.length, kind, path, OWN);
  if (own !== undefined) return { form: 'rye', ...own, rest: above + own.rest };
  const shebang = text.startsWith('\uFEFF') ? '' : above;
  const upstream = match(text, shebang.length, kind, path, UPSTREAM);
  return upstream === undefined ? undefined : { form: 'upstream', ...upstream };
}

/** What stands above a signature line: a byte order mark, and the `#!` line of a script. */
export function aboveSignature(text: string, kind: ItemKind): string {
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  if (kind !== 'tool' && kind !== 'graph') return mark;
  return mark + (/^#!\/[^\n]*\n/.exec(text.slice(mark.length))?.[0] ?? '');
}

/**
 * The hash that rye signs: of when, by which key, and every character of the file but the line itself. So no byte of the
 * line can change either without the hash telling.
 */
export function ownHash(signedAt: string, keyId: string, rest: string): string {
  return sha256(`rye:signed:v2\n${signedAt}\n${keyId}\n${rest}`);
}

/** The line as rye writes it, without its comment marks. */
export function ownLine({ signedAt, hash, signature, keyId }: Omit<SignedText, 'form' | 'rest'>): string {
  return `rye:signed:v2:${signedAt}:${hash}:${signature}:${keyId}`;
}

function match(
  text: string,
  start: number,
  kind: ItemKind,
  path: string,
  body: string,
): Omit<SignedText, 'form'> | undefined {
  const form = commentForm(kind, path);
  if (form === undefined) return undefined;
  const line = new RegExp(`^${form.open}${body}${form.close}(?:\\n|$)`).exec(text.slice(start));
  if (line === null) return undefined;
  const [whole, signedAt = '', hash = '', signature = '', keyId = ''] = line;
  return { signedAt, hash, signature, keyId, rest: text.slice(start + whole.length) };
}
