/** An amount of USD without its sign: `0.31`; below a cent with as many decimals as it takes to see it. */
export function amountText(usd: number): string {
  if (usd === 0) return '0.00';
  if (usd < 0.0001) return '<0.0001';
  return usd.toFixed(usd < 0.01 ? 4 : 2);
}

/** `0.31/5.00`: spent, of a ceiling where there is one; `-` where nothing was spent yet. */
export function spendText(usd: number, limitUsd: number | undefined, apart = '/'): string {
  const spent = usd === 0 ? '-' : amountText(usd);
  if (limitUsd === undefined) return spent;
  return usd === 0 ? `-${apart}${amountText(limitUsd)}` : `${spent}/${amountText(limitUsd)}`;
}

/** `412k`, `1.2M`. */
export function tokensText(tokens: number): string {
  if (tokens < 1_000) return String(tokens);
  if (tokens < 1_000_000) return `${Math.round(tokens / 1_000)}k`;
  return `${(tokens / 1_000_000).toFixed(1)}M`;
}
