/** The columns of the tree of threads, in cells; 0: left out. Each width has the gap behind it. */
export interface Columns {
  /** With the frame's first cell, the selection mark and the tree's lines. */
  name: number;
  model: number;
  state: number;
  turns: number;
  context: number;
  /** The context is drawn as a bar. */
  bar: boolean;
  spend: number;
  doing: number;
}

/** Room for the longest word of a state, `stopped`, and a gap: the word carries the state, so it is never cut. */
const STATE = 8;

/** The columns for a pane. @param room Cells inside of its frame. */
export function columnsFor(room: number): Columns {
  const fixed =
    room >= 96
      ? { model: 13, state: STATE, turns: 7, context: 15, bar: true, spend: 13 }
      : { model: 0, state: STATE, turns: 8, context: room >= 72 ? 6 : 0, bar: false, spend: room >= 64 ? 11 : 10 };
  const left = Math.max(0, room - fixed.model - fixed.state - fixed.turns - fixed.context - fixed.spend);
  const name = room >= 96 ? Math.round(left * 0.565) : Math.max(Math.min(left, 18), Math.round(left * 0.555));
  return { ...fixed, name, doing: left - name };
}
