import { toUsd } from '#protocol';
import { openMenu } from '../../overlays/menu/menu.ts';
import { yankItem } from '../../overlays/menu/yank-menu.ts';
import { sanitize } from '../../text/index.ts';
import { contentLines, unshownText } from '../../views/files/content-lines.ts';
import { rowsOf } from '../act/movement.ts';
import { knownContent, selectedFile } from '../files/want-content.ts';
import { type WrittenFile, writtenFiles } from '../files/written-files.ts';
import { type Filterable, matchesFilter, parseFilter } from '../filter.ts';
import { labelOf } from '../label-of.ts';
import type { FilesScreen, Model, RunScreen } from '../model.ts';
import { listHeight, paneRoom } from '../room.ts';
import { keepSelected, topOfList, within } from '../scroll.ts';
import { nothingSelected, still } from '../step.ts';
import { threadWord, type WordContext } from '../thread-word.ts';
import { wordContext } from '../word-context.ts';
import type { Screen } from './screen.ts';

/** View 6: what the open run wrote. */
export const filesScreen: Screen = {
  panes: ['files', 'content'],
  missing: ({ run }) => (run ? undefined : 'no run is open'),
  ids: ({ run }) => run?.files?.ids ?? [],
  scroll: ({ run }) => run?.files?.scroll ?? topOfList,
  withScroll: (model, scroll) =>
    changed(model, (files) => ({
      ...files,
      scroll,
      textTop: files.scroll.selected === scroll.selected ? files.textTop : 0,
    })),
  filter: ({ run }) => run?.files?.filter ?? { text: '' },
  withFilter: (model, filter) => changed(model, (files) => ({ ...files, filter })),
  matches: ({ run }) => run?.files?.rows.map((_row, index) => index) ?? [],
  // Files that are not looked at are not gathered.
  reflow: (model) => (model.view === 'files' ? changed(model, (files, run) => reflow(model, files, run)) : model),
  open(model) {
    const { files } = model.run ?? {};
    if (!files || !selectedFile(files)) return nothingSelected(model);
    return still({ ...model, pane: 'content', zoomed: true });
  },
  scrollText(model, by) {
    const room = paneRoom(model, 'content');
    const most = Math.max(0, contentLines(model, room.columns).length - room.rows);
    return changed(model, (files) => ({ ...files, textTop: within(files.textTop + rowsOf(by, room.rows), most) }));
  },
  text(model, columns) {
    const { run } = model;
    const file = run?.files && selectedFile(run.files);
    if (!run?.files || !file) return { name: 'file', lines: [] };
    const content = knownContent(run.files, file);
    const lines = contentLines(model, columns);
    if (content?.kind === 'text') return { name: 'file', lines, file: { name: fileName(file), text: content.text } };
    return { name: 'file', lines, refused: `${sanitize(file.shown, 200)}: ${unshownText(run, file)}` };
  },
  yank: ({ run }) => {
    const file = run?.files && selectedFile(run.files);
    if (!run?.files || !file) return undefined;
    const content = knownContent(run.files, file);
    const text = content?.kind === 'text' ? content.text : undefined;
    return openMenu('copy', [
      yankItem('p', 'path', file.kind === 'artifact' ? `.ai/data/runs/${run.runId}/${file.shown}` : file.shown),
      yankItem('o', 'content', text),
      yankItem('h', 'sha256', file.event.data.sha256),
    ]);
  },
};

function changed(model: Model, change: (files: FilesScreen, run: RunScreen) => FilesScreen): Model {
  const { run } = model;
  return run ? { ...model, run: { ...run, files: change(run.files ?? unseen(), run) } } : model;
}

function unseen(): FilesScreen {
  return {
    written: writtenFiles(undefined, []),
    rows: [],
    ids: [],
    scroll: topOfList,
    filter: { text: '' },
    textTop: 0,
  };
}

function reflow(model: Model, files: FilesScreen, run: RunScreen): FilesScreen {
  const written = writtenFiles(files.written, run.feed.events);
  const { shape, filter } = files;
  const terms = parseFilter(filter.text);
  // What a thread is doing, and what it has spent, changes without a file.
  const isLive = terms.some(({ kind }) => kind === 'state' || kind === 'spend');
  const isSame = shape?.written === written && shape.writes === written.writes && shape.filter === filter.text;
  const height = listHeight(model, 'files');
  if (isSame && !isLive) return { ...files, scroll: keepSelected(files.ids, files.scroll, height) };
  const words = wordContext(run, model.nowMs);
  const rows = written.files.filter((file) => matchesFilter(terms, ofFile(file, words)));
  const ids = rows.map(({ id }) => id);
  const scroll = keepSelected(ids, files.scroll, height);
  return {
    ...files,
    written,
    rows,
    ids,
    shape: { written, writes: written.writes, filter: filter.text },
    scroll,
    textTop: scroll.selected === files.scroll.selected ? files.textTop : 0,
  };
}

/** A file to a filter: by its path, what it is, and the thread that wrote it last. */
function ofFile({ shown, kind, event }: WrittenFile, words: WordContext): Filterable {
  const thread = words.state.threads.get(event.thread);
  return {
    text: shown.toLowerCase(),
    state: thread ? threadWord(thread, words) : '',
    model: thread?.model.toLowerCase() ?? '',
    spendUsd: thread ? toUsd(thread.account.own) : 0,
    thread: `${thread ? labelOf(thread) : ''} ${event.thread}`.toLowerCase(),
    type: kind,
  };
}

/** The last part of a path, as no file system and no editor takes offence at. */
function fileName({ shown }: WrittenFile): string {
  const name = shown.slice(shown.lastIndexOf('/') + 1).replace(/[^\w.-]/g, '_');
  return name.slice(-100).replace(/^[.-]+/, '') || 'file';
}
