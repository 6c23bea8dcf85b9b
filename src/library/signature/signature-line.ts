import type { ItemKind } from '#protocol';

/** A signature line and the text it vouches for. */
export interface SignedText {
  signedAt: string;
  /** Hex SHA-256 that was signed. */
  hash: string;
  signature: string;
  keyId: string;
  /** The text without the line. */
  rest: string;
}

const BODY =
  'rye:signed:(\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z):([a-f0-9]{64}):([A-Za-z0-9_-]+={0,2}):([a-f0-9]{16})(?:\\|[^\\s|@]+@[^\\s|]+)?';

const HTML = new RegExp(`^<!-- ${BODY} -->(?:\\n|$)`);
const HASH = new RegExp(`^# ${BODY}(?:\\n|$)`);
const SLASHES = new RegExp(`^// ${BODY}(?:\\n|$)`);

/**
 * Splits the signature line off; undefined where the text has none. A line that differs in any character from the form
 * is a comment, and the item unsigned.
 * @param path Its extension says how the line is commented out.
 */
export function splitSignature(text: string, kind: ItemKind, path: string): SignedText | undefined {
  const shebang = kind === 'tool' || kind === 'graph' ? (/^#!\/[^\n]*\n/.exec(text)?.[0] ?? '') : '';
  const match = lineForm(kind, path)?.exec(text.slice(shebang.length));
  if (match === undefined || match === null) return undefined;
  const [line, signedAt = '', hash = '', signature = '', keyId = ''] = match;
  return { signedAt, hash, signature, keyId, rest: text.slice(shebang.length + line.length) };
}

function lineForm(kind: ItemKind, path: string): RegExp | undefined {
  if (kind === 'knowledge' || path.endsWith('.md')) return HTML;
  if (/\.(py|ya?ml|sh|toml)$/.test(path)) return HASH;
  return /\.([cm]?js|ts)$/.test(path) ? SLASHES : undefined;
}
