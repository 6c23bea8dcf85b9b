import type { ItemKind } from '#protocol';

/** How a signature line is commented out in a file: what stands before and after it. */
export interface CommentForm {
  open: string;
  close: string;
}

/**
 * The comment form of a file; undefined where its language has no comments (JSON).
 * @param path Its extension decides, but knowledge is always commented as HTML, `.yaml` files included.
 */
export function commentForm(kind: ItemKind, path: string): CommentForm | undefined {
  if (kind === 'knowledge' || kind === 'directive' || path.endsWith('.md')) return { open: '<!-- ', close: ' -->' };
  if (/\.(py|ya?ml|sh|toml)$/.test(path)) return { open: '# ', close: '' };
  return /\.([cm]?js|ts)$/.test(path) ? { open: '// ', close: '' } : undefined;
}
