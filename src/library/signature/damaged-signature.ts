/** A signature line stands at the top; what is looked through for the remains of one, in UTF-16 units. */
const HEAD = 1024;

const TIME = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`;

/**
 * What is left of a line of rye's own form when a byte of it was changed, added or removed. The three parts of the line,
 * its mark, the version and the hash or signature, vouch for each other: one of them may be broken.
 */
const REMAINS = [
  /rye:signed:v2:.{0,120}?(?:[0-9a-f]{64}|[A-Za-z0-9_-]{86})/,
  new RegExp(`v2:${TIME}:[0-9a-f]{64}:`),
  new RegExp(`rye:signed:.{1,4}${TIME}:[0-9a-f]{64}:`),
];

/**
 * Whether the top of a text holds a signature of rye's own form that is no longer whole, or no longer first. Such a text
 * counts as tampered: were it unsigned, a changed byte in the line would set a changed file free. Line breaks do not
 * count, so that one put into the line hides nothing.
 */
export function hasDamagedSignature(text: string): boolean {
  const head = text.slice(0, HEAD).replaceAll('\n', '');
  return REMAINS.some((remains) => remains.test(head));
}
