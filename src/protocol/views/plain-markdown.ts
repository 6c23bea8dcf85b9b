import { oneLine } from './words.ts';

/**
 * A text as one line that Markdown shows as it is: no emphasis, code, link, image, heading, table, HTML, or mention.
 * @see Source: CommonMark 0.31, 2.4 (any ASCII punctuation may be escaped)
 */
export function plainMarkdown(text: string, length: number): string {
  return (
    oneLine(text, length)
      .replace(/[\\`*_{}[\]<>()#+!|~&]/g, '\\$&')
      .replace(/^(\d+)([.)])/, '$1\\$2')
      .replace(/^([-=])/, '\\$1')
      // A zero-width joiner: nobody is called, and no address becomes a link.
      .replace(/@(?=\w)/g, '@\u200d')
      .replace(/\b(https?|ftp|www)(:\/\/|\.)/gi, '$1\u200d$2')
  );
}
