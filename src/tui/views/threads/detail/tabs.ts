import type { Layout } from '../../../layout/layout.ts';
import type { DetailTab } from '../../../model/model.ts';

/** The sides of a thread, in the order of `o`; events have a pane of their own where there is room for it. */
export function detailTabs(kind: Layout['kind']): readonly DetailTab[] {
  const tabs: readonly DetailTab[] = ['output', 'tools', 'files', 'prompt', 'json'];
  return kind === 'full' ? tabs : ['events', ...tabs];
}
