import type { Layout } from '../../../layout/layout.ts';
import type { DetailTab } from '../../../model/model.ts';

const TABS: readonly DetailTab[] = ['output', 'tools', 'files', 'prompt', 'json'];

/** The sides of a thread, in the order of `o`; events have a pane of their own where there is room for it. */
export function detailTabs(kind: Layout['kind']): readonly DetailTab[] {
  if (kind === 'full') return TABS;
  // Five lines tell more of what happens than of what is said.
  return kind === 'narrow' ? ['events', ...TABS] : [...TABS, 'events'];
}
