import type { Pane } from '../../keys/entry.ts';
import type { Menu } from '../../overlays/menu/menu.ts';
import type { Line } from '../../text/index.ts';
import type { Move } from '../act/movement.ts';
import type { ListFilter, Model, View } from '../model.ts';
import type { Scroll } from '../scroll.ts';
import type { Step } from '../step.ts';

/** A text as an editor gets it. */
export interface ScreenText {
  /** What it is, as the name of a file. */
  name: string;
  lines: readonly Line[];
  /** The file that the lines are drawn from: the editor gets this instead. */
  file?: { name: string; text: string };
  /** Why an editor gets none of it; sanitized. */
  refused?: string;
}

/**
 * A view, as keys and feeds act on it: a list of which one row is selected, and a text about that row beside it. What is true
 * of all views is done once, in `model/act/`, by what stands here.
 */
export interface Screen {
  /** Those that take keys, in the order of `tab`: the list, the text, and what else there is. */
  panes: readonly [Pane, Pane, ...Pane[]];
  /** What has to be there before it can be shown; undefined: it can. */
  missing?: (model: Model) => string | undefined;
  /** Where esc leads to, where that depends on how one came here. */
  above?: (model: Model) => View;
  ids(model: Model): readonly string[];
  scroll(model: Model): Scroll;
  /** Selects another row, or scrolls the list. What stands beside it begins anew where it is about another row. */
  withScroll(model: Model, scroll: Scroll): Model;
  /** Rows of the list that are seen, where one is more than a line. */
  height?(model: Model): number;
  filter(model: Model): ListFilter;
  withFilter(model: Model, filter: ListFilter): Model;
  /** Indexes of the rows that match the filter, as `n` goes through them. */
  matches(model: Model): readonly number[];
  /** Brings the rows in line with feeds, filter and size. */
  reflow(model: Model): Model;
  /** What enter does to the selected row. */
  open(model: Model): Step;
  scrollText(model: Model, by: Move): Model;
  /** What stands beside the list, for an editor. */
  text(model: Model, columns: number): ScreenText;
  /** Follows the end of the list, or stays; absent: the text is what follows. */
  follow?: (model: Model) => Model;
  /** What can be copied; absent: what there is of a run or a thread. */
  yank?: (model: Model) => Menu | undefined;
}
