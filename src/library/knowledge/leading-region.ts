/** The top of a knowledge document: comments, blank lines and at most one `#` title. */
export interface LeadingRegion {
  /** Offset after the byte order mark, comments and blank lines. */
  afterComments: number;
  /** Offset after the title as well; equal to `afterComments` where there is none. */
  afterTitle: number;
  title?: string;
}

export function readLeadingRegion(text: string): LeadingRegion {
  const afterComments = skipComments(text, text.startsWith('\uFEFF') ? 1 : 0);
  const title = /^# +([^\n]+)(\n|$)/.exec(text.slice(afterComments));
  if (title === null) return { afterComments, afterTitle: afterComments };
  return {
    afterComments,
    afterTitle: skipComments(text, afterComments + title[0].length),
    title: (title[1] ?? '').trim(),
  };
}

function skipComments(text: string, start: number): number {
  let at = start;
  for (;;) {
    const skipped = /^(?:[ \t]*\n|<!--[\s\S]*?-->[ \t]*(?:\n|$))/.exec(text.slice(at));
    if (skipped === null || skipped[0] === '') return at;
    at += skipped[0].length;
  }
}
