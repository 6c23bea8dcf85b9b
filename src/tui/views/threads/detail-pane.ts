import { labelOf } from '../../model/label-of.ts';
import type { Model } from '../../model/model.ts';
import { timeOf } from '../../model/travel/time-of.ts';
import { threadOfRow } from '../../model/tree.ts';
import { box, type Line, lineOf, type Size } from '../../text/index.ts';
import { detailLines } from './detail/detail-lines.ts';

/** The selected thread, from the side that `o` chose. */
export function detailPane(model: Model, size: Size): Line[] {
  const { run, glyphs, pane } = model;
  const room = size.rows - 2;
  const lines = detailLines(model, size.columns - 2);
  const most = Math.max(0, lines.length - room);
  const { tab, follow, top } = run?.detail ?? { tab: 'output', follow: true, top: 0 };
  const from = follow ? most : Math.min(top, most);
  const thread = run?.feed.state.threads.get(threadOfRow(run.scroll.selected));
  const shown =
    lines.length === 0 ? [lineOf(thread ? ` no ${tab} yet` : '', { dim: true })] : lines.slice(from, from + room);
  const name = thread ? `${labelOf(thread)} ${glyphs.crumb} ${tab === 'events' ? 'last events' : tab}` : 'Detail';
  const canFollow = timeOf(model) === 'now';
  const place =
    lines.length > room
      ? `${from + shown.length}/${lines.length} ${follow ? 'following' : canFollow ? 'F follow' : ''}  `
      : '';
  const right =
    size.columns < 100 ? `${place}enter open  o output` : `${place}o next view: output, tools, files, prompt, json`;
  return box({ title: name, right, focused: pane === 'detail' }, shown, size, glyphs);
}
