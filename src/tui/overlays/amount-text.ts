/** An amount of USD as people write it: at least two decimals, and none lost. */
export function amountText(usd: number): string {
  const exact = usd.toFixed(9).replace(/0+$/, '');
  return exact.length < usd.toFixed(2).length ? usd.toFixed(2) : exact;
}
