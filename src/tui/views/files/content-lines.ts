import { knownContent, selectedFile } from '../../model/files/want-content.ts';
import type { WrittenFile } from '../../model/files/written-files.ts';
import { labelOf } from '../../model/label-of.ts';
import type { Model, RunScreen } from '../../model/model.ts';
import { type Line, lineOf, sanitize, segment } from '../../text/index.ts';
import { boundedLines } from '../bounded-lines.ts';
import { numberText } from './number-text.ts';

/** Only the newest answer is remembered, for scrolling through. */
let last: { text: string; columns: number; lines: readonly Line[] } | undefined;

/** What the selected file holds, below how it came to be. @param columns Cells of the pane. */
export function contentLines({ run }: Model, columns: number): readonly Line[] {
  const file = run?.files && selectedFile(run.files);
  if (!run?.files || !file) return [];
  const content = knownContent(run.files, file);
  const body =
    content?.kind === 'text'
      ? textLines(content.text, columns)
      : boundedLines(unshownText(run, file), columns).map((line) => line.map((piece) => ({ ...piece, dim: true })));
  return [factLine(run, file), ...body];
}

/** Why the content of a file is not to be seen. */
export function unshownText({ files, feed }: RunScreen, file: WrittenFile): string {
  const content = files && knownContent(files, file);
  switch (content?.kind) {
    case 'large':
      return 'more than 1 MiB, not shown';
    case 'binary':
      return 'no text, not shown';
    case 'missing': {
      const { prunedAt } = feed.state;
      return prunedAt === undefined
        ? `lost: ${content.reason} rye fsck says more.`
        : `pruned at ${prunedAt}: what it held is gone`;
    }
    default:
      return 'not read yet';
  }
}

function textLines(text: string, columns: number): readonly Line[] {
  if (text === '') return [lineOf(' (empty)', { dim: true })];
  if (last?.text !== text || last.columns !== columns) last = { text, columns, lines: boundedLines(text, columns) };
  return last.lines;
}

function factLine({ feed }: RunScreen, { event, times }: WrittenFile): Line {
  const thread = feed.state.threads.get(event.thread);
  const by = thread ? labelOf(thread) : sanitize(event.thread, 100);
  const often = times > 1 ? `, written ${times} times` : '';
  const facts = `${numberText(event.data.bytes)} bytes, sha256 ${sanitize(event.data.sha256.slice(0, 12))}`;
  return [segment(` ${facts}, step ${event.seq} by ${by}${often}`, { dim: true })];
}
