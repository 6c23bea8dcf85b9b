/** The JSON of a value, the same for any order of its keys. */
export function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => withSortedKeys(each));
}

/** The order in which an object got its keys is no part of what it says. Of the value itself, not of what is in it. */
export function withSortedKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
