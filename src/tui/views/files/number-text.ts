/** `12,345`: as all numbers of a column are read, whatever the language of the machine. */
export function numberText(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}
