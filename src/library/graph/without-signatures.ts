/** A text without some of its lines, and where a place of it is in the whole one. */
interface Shortened {
  text: string;
  placeOf: (offset: number) => number;
}

/**
 * Lines that begin with `# rye:signed:`, wherever they stand, are no part of a graph; nor is a byte order mark.
 * Source: design formats, 6.1.
 */
export function withoutSignatures(whole: string): Shortened {
  const gaps = [...whole.matchAll(/^\uFEFF|^[ \t]*# rye:signed:.*(?:\n|$)/gm)].map(({ index, 0: line }) => ({
    index,
    length: line.length,
  }));
  let text = '';
  let at = 0;
  for (const { index, length } of gaps) {
    text += whole.slice(at, index);
    at = index + length;
  }
  text += whole.slice(at);
  const placeOf = (offset: number): number => {
    let place = offset;
    for (const { index, length } of gaps) {
      if (index > place) break;
      place += length;
    }
    return place;
  };
  return { text, placeOf };
}
