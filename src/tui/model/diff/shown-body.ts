import type { Model } from '../model.ts';
import { type Body, type BodyLook, bodyOf, wholeBody } from './body.ts';
import type { DiffItem } from './diff-item.ts';
import type { DiffScreen, FullFile } from './diff-state.ts';

/** The selected row. */
export function selectedItem({ items, scroll }: DiffScreen): DiffItem | undefined {
  return items[scroll.index];
}

/** What a body is made of: it is made again only where one of these has changed. */
interface Inputs extends BodyLook {
  item: DiffItem;
  full: FullFile | undefined;
}

let last: { inputs: Inputs; body: Body } | undefined;

/** What stands beside the list. Only the newest answer is remembered, for scrolling through. */
export function shownBody(model: Model, columns: number): Body {
  const { diff, glyphs } = model;
  const item = diff && selectedItem(diff);
  if (!diff || !item) return NOTHING;
  const full = diff.full?.id === item.id ? diff.full : undefined;
  const inputs: Inputs = { item, full, columns, sideBySide: diff.sideBySide, glyphs };
  if (last && isSame(last.inputs, inputs)) return last.body;
  const body = full?.lines ? wholeBody(full.lines, inputs) : bodyOf(item, inputs);
  last = { inputs, body };
  return body;
}

const NOTHING: Body = { lines: [], stops: [] };

function isSame(a: Inputs, b: Inputs): boolean {
  return (
    a.item === b.item &&
    a.full === b.full &&
    a.columns === b.columns &&
    a.sideBySide === b.sideBySide &&
    a.glyphs === b.glyphs
  );
}
