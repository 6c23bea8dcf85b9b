import { type Action, type KeyEntry, keyTable, type Pane } from './table.ts';

/** The keys as somebody has set them: the entries, and for each pane what a key does. */
export interface Bindings {
  entries: readonly KeyEntry[];
  /** The action of a key in a pane, by `keyId`; absent: it does nothing there. */
  actionOf(pane: Pane, keyId: string): Action | undefined;
}

/**
 * The key table with a user's own keys in place of those of the actions that they name.
 * @param own As read from a config: `{<action>: [key, …]}`. What is no such thing is left out, and `problems` says so.
 */
export function bindKeys(own: Readonly<Record<string, unknown>> = {}): Bindings & { problems: string[] } {
  const problems: string[] = [];
  const given = new Map<string, string[]>();
  for (const [action, keys] of Object.entries(own)) {
    if (!keyTable.some((entry) => entry.action === action)) problems.push(`config tui: there is no action ${action}`);
    else if (isKeys(keys)) given.set(action, keys);
    else problems.push(`config tui: keys.${action} is to be a list of keys`);
  }
  const entries = keyTable.map((entry) => {
    const keys = given.get(entry.action);
    return keys ? { ...entry, keys, show: keys.join('/') } : entry;
  });
  return {
    entries,
    problems,
    actionOf: (pane, keyId) =>
      entries.find(({ keys, panes }) => keys.includes(keyId) && (panes === undefined || panes.includes(pane)))?.action,
  };
}

function isKeys(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((key) => typeof key === 'string' && key !== '');
}

/** What can be done in a pane. */
export function entriesOf(bindings: Bindings, pane: Pane): KeyEntry[] {
  return bindings.entries.filter(({ panes }) => panes === undefined || panes.includes(pane));
}
