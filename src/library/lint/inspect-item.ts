import { type ItemKind, type ItemSource, type Problem, sha256 } from '#protocol';
import type { FileKind } from '../files/kind-of-file.ts';
import { configNameOf } from '../files/kind-of-file.ts';
import { bodyStart } from '../include/body-start.ts';
import { expandIncludes } from '../include/expand-includes.ts';
import { createIncludeLoader } from '../include/load-included.ts';
import { readTrustFile } from '../keys/trust-file.ts';
import type { TrustedKeys } from '../signature/verify-signature.ts';
import type { LibrarySpaces } from '../space/spaces.ts';
import { inspectConfig } from './lint-config.ts';
import { inspectDirective } from './lint-directive.ts';
import { inspectGraph } from './lint-graph.ts';
import { inspectKnowledge } from './lint-knowledge.ts';
import { inspectToolText } from './lint-tool.ts';
import type { Inspection } from './mention.ts';

/** A file that is to be looked at. */
export interface ItemFile {
  kind: FileKind;
  id: string;
  /** How it is shown in problems. */
  path: string;
  text: string;
  /** It lies where its id says; false for a file outside of a space. */
  placed: boolean;
}

/** Everything that is wrong with a file, its includes followed. Offline scripts are not the library's: they have nothing. */
export async function inspectItem(
  file: ItemFile,
  spaces: LibrarySpaces,
  trustedKeys: () => Promise<TrustedKeys>,
): Promise<Inspection> {
  const { kind, placed } = file;
  switch (kind) {
    case 'directive':
      return withIncludes(file, inspectDirective(sourceOf(file, kind), placed), spaces, trustedKeys);
    case 'knowledge':
      return withIncludes(file, inspectKnowledge(sourceOf(file, kind), placed), spaces, trustedKeys);
    case 'include':
      return withIncludes(file, inspectKnowledge(sourceOf(file, 'knowledge'), false), spaces, trustedKeys);
    case 'tool':
      return inspectToolText(file, placed);
    case 'graph':
      return inspectGraph(sourceOf(file, kind), placed);
    case 'config':
      return inspectConfig(file, (placed ? file.id : configNameOf(file.text)) ?? file.id);
    case 'trust':
      return inspectTrustFile(file);
    case 'offline':
      return { problems: [], mentions: [] };
  }
}

async function withIncludes(
  file: ItemFile,
  inspection: Inspection,
  spaces: LibrarySpaces,
  trustedKeys: () => Promise<TrustedKeys>,
): Promise<Inspection> {
  const source = sourceOf(file, file.kind === 'directive' ? 'directive' : 'knowledge');
  const from = source.text.includes('{{include:') ? bodyStart(source) : undefined;
  if (from === undefined) return inspection;
  const problems = [...inspection.problems];
  await expandIncludes(source, from, createIncludeLoader(spaces, trustedKeys), problems);
  return { ...inspection, problems };
}

function inspectTrustFile({ id, path, text }: ItemFile): Inspection {
  const read = readTrustFile(id, text);
  const problems: Problem[] =
    'ignored' in read
      ? [
          {
            file: path,
            line: 1,
            col: 1,
            level: 'warning',
            code: 'bad-metadata',
            message: `the key is ignored: ${read.ignored}`,
          },
        ]
      : [];
  return { problems, mentions: [] };
}

function sourceOf({ id, path, text }: ItemFile, kind: ItemKind): ItemSource {
  return { kind, id, space: 'project', path, text, sha256: sha256(text), signature: 'unsigned' };
}
