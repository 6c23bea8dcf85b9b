/** The cockpit: screens over the use cases; it owns no truth. */

export type { CockpitEnd, CockpitHost } from './host.ts';
export type { KeyEntry, Pane } from './keys/entry.ts';
export { keyTable } from './keys/table.ts';
export { runCockpit } from './run-cockpit.ts';
