import { type DefinitionDiff, type Event, type FileDiff, RyeError, type StoreReader } from '#protocol';

/** More than this is not looked into. */
const MOST_BYTES = 1024 * 1024;
/** Files and definitions whose texts are compared. */
const MOST_TEXTS = 200;

/** A run whose contents are read, with its events. */
export interface ContentSide {
  runId: string;
  events: readonly Event[];
  pruned: boolean;
}

/** Gives what differs its unified diff, or a word why there is none; the first of them, where they are many. */
export async function addTextDiffs(
  store: StoreReader,
  sides: { a: ContentSide; b: ContentSide },
  { artifacts, definitions }: { artifacts: FileDiff[]; definitions: DefinitionDiff[] },
): Promise<void> {
  if (artifacts.length + definitions.length === 0) return;
  const { diffTexts } = await import('./diff-texts.ts');
  const readers = { a: contentReader(store, sides.a), b: contentReader(store, sides.b) };
  let left = MOST_TEXTS;
  for (const each of [...artifacts, ...definitions]) {
    left -= 1;
    if (left < 0) {
      each.note = `not compared: the texts of the first ${MOST_TEXTS} are`;
      continue;
    }
    const name = 'path' in each ? each.path : `${each.kind}/${each.id}`;
    const [a, b] = [await readers.a(each.a), await readers.b(each.b)];
    const note = a.note ?? b.note;
    if (note !== undefined) {
      each.note = note;
      continue;
    }
    const names = { a: each.a && `a/${name}`, b: each.b && `b/${name}` };
    const diff = diffTexts(names, a.text ?? '', b.text ?? '');
    if (diff === undefined) each.note = 'hardly a line is the same';
    else each.diff = diff;
  }
}

/** A text, or why it cannot be had; neither where there is nothing. */
export interface TextRead {
  text?: string;
  note?: string;
}

export type ContentReader = (fact: { sha256: string; bytes: number } | undefined) => Promise<TextRead>;

/** Reads the texts of one run, by what its events say of them. */
export function contentReader(store: StoreReader, { runId, events, pruned }: ContentSide): ContentReader {
  let naming: Event[] | undefined;
  return async (fact) => {
    if (!fact) return {};
    if (fact.bytes > MOST_BYTES) return { note: `over ${MOST_BYTES / 1024 / 1024} MiB` };
    if (pruned) return { note: `${runId} was pruned: what is left of it is the hash` };
    naming ??= events.filter(({ type }) => NAMING.has(type));
    try {
      const text = textOf(await store.content(runId, fact.sha256, naming));
      return text === undefined ? { note: 'no text' } : { text };
    } catch (error) {
      if (error instanceof RyeError && error.code === 'store/unknown-content')
        return { note: `${runId} no longer has it` };
      throw error;
    }
  };
}

const NAMING: ReadonlySet<Event['type']> = new Set([
  'artifact_written',
  'data_written',
  'file_written',
  'definition_pinned',
]);

/** Bytes as text; undefined where they are none. */
function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
