import type { Action, KeyEntry, Pane, Time } from './entry.ts';
import { keyTable } from './table.ts';

/** The keys as somebody has set them: the entries, and for each pane what a key does. */
export interface Bindings {
  entries: readonly KeyEntry[];
  /** The action of a key in a pane, by `keyId`; absent: it does nothing there. @param time As for {@link entriesOf}. */
  actionOf(pane: Pane, keyId: string, time?: Time): Action | undefined;
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
    actionOf: (pane, keyId, time = 'now') =>
      entries.find((entry) => entry.keys.includes(keyId) && holds(entry, pane, time))?.action,
  };
}

function isKeys(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((key) => typeof key === 'string' && key !== '');
}

/** What can be done in a pane. @param time What is shown there: the run as it is, or as it was. @default 'now' */
export function entriesOf(bindings: Pick<Bindings, 'entries'>, pane: Pane, time: Time = 'now'): KeyEntry[] {
  return bindings.entries.filter((entry) => holds(entry, pane, time));
}

function holds({ panes, when }: KeyEntry, pane: Pane, time: Time): boolean {
  return (panes === undefined || panes.includes(pane)) && (when === undefined || when === time);
}
