import type { FileContent } from '#app';
import type { FilesScreen, Model } from '../model.ts';
import type { Step } from '../step.ts';
import type { WrittenFile } from './written-files.ts';

/** What is larger than this is named and not read, in bytes. */
const MOST_READ = 1024 * 1024;

/**
 * Asks for the content of the selected file, one at a time, so that running through a long list reads only the file that
 * one stops at.
 */
export function wantContent(step: Step): Step {
  const { model, effects } = step;
  const { view, run } = model;
  const files = view === 'files' ? run?.files : undefined;
  const file = files && selectedFile(files);
  if (!run || !files || !file || files.content?.reading || isLarge(file)) return step;
  const { sha256 } = file.event.data;
  if (files.content?.sha256 === sha256) return step;
  return {
    model: { ...model, run: { ...run, files: { ...files, content: { sha256, reading: true } } } },
    effects: [...effects, { kind: 'readContent', runId: run.runId, sha256, event: file.event }],
  };
}

/** Takes in what was asked for. What is of another run, or of a file that is not selected any more, goes nowhere. */
export function takeContent(
  model: Model,
  { runId, sha256, content }: { runId: string; sha256: string; content: FileContent },
): Model {
  const { run } = model;
  const files = run?.files;
  if (!run || run.runId !== runId || files?.content?.sha256 !== sha256) return model;
  const { content: _asked, ...rest } = files;
  const isWanted = selectedFile(files)?.event.data.sha256 === sha256;
  const next = isWanted ? { ...rest, content: { sha256, reading: false, known: content } } : rest;
  return { ...model, run: { ...run, files: next } };
}

/** What is known of the selected file. */
export function knownContent(files: FilesScreen, file: WrittenFile): FileContent | undefined {
  if (isLarge(file)) return { kind: 'large' };
  return files.content?.sha256 === file.event.data.sha256 ? files.content.known : undefined;
}

export function selectedFile({ rows, scroll }: FilesScreen): WrittenFile | undefined {
  return rows[scroll.index];
}

function isLarge({ event }: WrittenFile): boolean {
  return event.data.bytes > MOST_READ;
}
