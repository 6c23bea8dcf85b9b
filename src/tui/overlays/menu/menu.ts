import type { Demand } from '../demand.ts';
import { close, leaves, type OverlayEvent, type Step, stay } from '../step.ts';

/** One choice of a menu. */
export interface MenuItem {
  /** Chooses it at once. */
  key: string;
  label: string;
  /** What it would do, or copy; sanitized where it is shown. */
  about: string;
  /** Why it cannot be chosen. */
  off?: string;
  demand: Demand;
}

/** A few choices; `enter` takes the one that is marked, its key takes it at once. None of them destroys anything. */
export interface Menu {
  kind: 'menu';
  title: string;
  items: readonly MenuItem[];
  chosen: number;
  message?: string;
}

export function openMenu(title: string, items: readonly MenuItem[]): Menu {
  const first = items.findIndex(({ off }) => off === undefined);
  return { kind: 'menu', title, items, chosen: Math.max(0, first) };
}

export function updateMenu(menu: Menu, event: OverlayEvent): Step<Menu> {
  if (event.kind === 'paste') return stay(menu);
  const { key } = event;
  if (leaves(key) || key.text === 'q') return close();
  if (key.name === 'enter') return take(menu, menu.chosen);
  // A key that an item has is that item's, though lists move by it elsewhere.
  const named = menu.items.findIndex((item) => item.key === key.text);
  if (named >= 0) return take({ ...menu, chosen: named }, named);
  const step = STEPS.get(key.name) ?? 0;
  return stay({ ...menu, chosen: Math.max(0, Math.min(menu.chosen + step, menu.items.length - 1)) });
}

const STEPS = new Map([
  ['down', 1],
  ['j', 1],
  ['tab', 1],
  ['up', -1],
  ['k', -1],
]);

function take(menu: Menu, index: number): Step<Menu> {
  const item = menu.items[index];
  if (!item) return stay(menu);
  return item.off === undefined ? close(item.demand) : stay({ ...menu, message: item.off });
}
