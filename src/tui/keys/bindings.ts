import { type Action, type KeyEntry, keyTable, type Pane } from './table.ts';

/** The keys as somebody has set them: the entries, and for each pane what a key does. */
export interface Bindings {
  entries: readonly KeyEntry[];
  /** The action of a key in a pane, by `keyId`; absent: it does nothing there. */
  actionOf(pane: Pane, keyId: string): Action | undefined;
}

/** The key table with a user's own keys put in place of those that it names. */
export function bindKeys(own: Readonly<Record<string, readonly string[]>> = {}): Bindings {
  const entries = keyTable.map((entry) => {
    const keys = own[entry.action];
    return keys && keys.length > 0 ? { ...entry, keys, show: keys.join('/') } : entry;
  });
  return {
    entries,
    actionOf: (pane, keyId) =>
      entries.find(({ keys, panes }) => keys.includes(keyId) && (panes === undefined || panes.includes(pane)))?.action,
  };
}

/** What can be done in a pane. */
export function entriesOf(bindings: Bindings, pane: Pane): KeyEntry[] {
  return bindings.entries.filter(({ panes }) => panes === undefined || panes.includes(pane));
}
