/** An amount as people type it: `1.50`, `$2`. Undefined for what is none, or below zero. Unit: USD. */
export function parseUsd(text: string): number | undefined {
  const amount = text.trim().replace(/^\$\s*/, '');
  return /^(?:\d+(?:\.\d*)?|\.\d+)$/.test(amount) ? Number(amount) : undefined;
}
