/** Which row of a list is selected, by its id, and which part of the list is seen. */
export interface Scroll {
  /** Absent while the list is empty. */
  selected?: string;
  /** Where the selected row stood when the list was last looked at. */
  index: number;
  /** The first row that is seen. */
  top: number;
}

export const topOfList: Scroll = { index: 0, top: 0 };

/** Selects a row and scrolls no further than it takes to see it. @param height Rows that fit. */
export function select(ids: readonly string[], scroll: Scroll, index: number, height: number): Scroll {
  const at = Math.min(Math.max(0, index), ids.length - 1);
  const selected = ids[at];
  if (selected === undefined) return topOfList;
  return { selected, index: at, top: topFor(at, scroll.top, ids.length, height) };
}

/**
 * The list has changed: what was selected stays selected, and stays on its line of the screen. Where it is gone, the
 * first of `instead` that is there takes its place, else whatever now stands where it stood.
 */
export function keepSelected(
  ids: readonly string[],
  scroll: Scroll,
  height: number,
  instead: Iterable<string> = [],
): Scroll {
  if (scroll.selected === undefined) return select(ids, scroll, scroll.index, height);
  let at = ids[scroll.index] === scroll.selected ? scroll.index : ids.indexOf(scroll.selected);
  if (at < 0) {
    for (const id of instead) {
      at = ids.indexOf(id);
      if (at >= 0) break;
    }
  }
  if (at < 0) return select(ids, scroll, scroll.index, height);
  const line = scroll.index - scroll.top;
  return select(ids, { ...scroll, top: Math.max(0, at - line) }, at, height);
}

/** A line or a row that there is. */
export function within(value: number, most: number): number {
  return Math.max(0, Math.min(most, value));
}

function topFor(index: number, top: number, length: number, height: number): number {
  const rows = Math.max(1, height);
  const seen = Math.min(Math.max(top, index - rows + 1), index);
  return Math.max(0, Math.min(seen, length - rows));
}
