/**
 * Closes a code fence that a text leaves open, such as an answer that was cut off, so that what follows it on the page
 * is not swallowed. @see Source: CommonMark 0.31, 4.5
 */
export function closeFence(text: string): string {
  let open: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    // A fence can stand in a list, and so be indented.
    const [, marker = '', rest = ''] = /^\s*(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (marker === '') continue;
    if (open === undefined) {
      if (marker.startsWith('~') || !rest.includes('`')) open = marker;
    } else if (marker.startsWith(open) && rest.trim() === '') {
      open = undefined;
    }
  }
  return open === undefined ? text : `${text}\n${open}`;
}
