import { selectedFile } from '../../model/files/want-content.ts';
import type { Model } from '../../model/model.ts';
import { box, type Line, type Size, sanitize } from '../../text/index.ts';
import { contentLines } from './content-lines.ts';

/** The selected file, as it was written last. */
export function contentPane(model: Model, size: Size): Line[] {
  const { run, pane, glyphs } = model;
  const file = run?.files && selectedFile(run.files);
  const room = size.rows - 2;
  const lines = contentLines(model, size.columns - 2);
  const top = Math.min(run?.files?.textTop ?? 0, Math.max(0, lines.length - room));
  const shown = lines.slice(top, top + room);
  const place = lines.length > room ? `${top + shown.length}/${lines.length}  ` : '';
  const title = file ? sanitize(file.shown, 400) : 'File';
  return box({ title, right: `${place}J/K scroll`, focused: pane === 'content' }, shown, size, glyphs);
}
