import type { ThreadDocument } from './thread-document.ts';

/** One row of the tree of threads, in the order of creation, children below their parent, a continuation below what it continues. */
export interface TreeRow {
  thread: ThreadDocument;
  /** Drawn before the name: `│  ├─ `. Empty for the root. */
  branch: string;
  /** The last part of the place. */
  label: string;
}

/** The rows of a run's tree of threads. */
export function threadTree(threads: ThreadDocument[]): TreeRow[] {
  const childrenOf = new Map<string | undefined, ThreadDocument[]>();
  for (const thread of threads) {
    const above = thread.continuation_of ?? thread.parent;
    const siblings = childrenOf.get(above);
    if (siblings) siblings.push(thread);
    else childrenOf.set(above, [thread]);
  }
  const rows: TreeRow[] = [];
  const walk = (thread: ThreadDocument, lead: string, branch: string): void => {
    rows.push({ thread, branch, label: labelOf(thread) });
    const children = childrenOf.get(thread.id) ?? [];
    for (const [index, child] of children.entries()) {
      const last = index === children.length - 1;
      walk(child, `${lead}${last ? '   ' : '│  '}`, `${lead}${last ? '└─ ' : '├─ '}`);
    }
  };
  for (const root of childrenOf.get(undefined) ?? []) walk(root, '', '');
  return rows;
}

function labelOf(thread: ThreadDocument): string {
  return thread.parent === undefined && thread.continuation_of === undefined
    ? thread.directive
    : (thread.place.split('/').at(-1) ?? thread.place);
}
