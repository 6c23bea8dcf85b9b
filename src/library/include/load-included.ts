import { InvalidItemError, TamperedItemError } from '../errors.ts';
import { readKnowledge } from '../knowledge/read-knowledge.ts';
import { reportOn } from '../problems/report.ts';
import { type TrustedKeys, verifySignature } from '../signature/verify-signature.ts';
import { findFile } from '../space/find-file.ts';
import { checkItemId } from '../space/item-id.ts';
import { readText } from '../space/read-text.ts';
import { type LibrarySpaces, shelvesNamed } from '../space/spaces.ts';
import type { Included, LoadIncluded } from './expand-includes.ts';

/** Tried in order: a path may leave the extension out. */
const EXTENSIONS = ['', '.md'];

/**
 * Finds included files: the `includes` folders of the spaces first, then their knowledge. Each file is read once.
 * @throws {RyeError} from the loader: a bad path, an unreadable or tampered file
 */
export function createIncludeLoader(spaces: LibrarySpaces, trustedKeys: () => Promise<TrustedKeys>): LoadIncluded {
  const loaded = new Map<string, Promise<Included | undefined>>();
  const load = async (path: string): Promise<Included | undefined> => {
    checkItemId(path);
    for (const name of ['includes', 'knowledge']) {
      for (const shelf of await shelvesNamed(spaces, name)) {
        const found = await findFile(shelf, path, EXTENSIONS);
        if (found === undefined) continue;
        const { text: whole, mixedLineEnds } = await readText(found);
        const item = { kind: 'knowledge' as const, path: found.shown, text: whole, mixedLineEnds };
        if ((await verifySignature(item, trustedKeys)) === 'tampered') {
          throw new TamperedItemError({ kind: 'knowledge', id: path, path: found.shown });
        }
        return { path: found.shown, whole, ...bodyOf(found.shown, whole) };
      }
    }
    return undefined;
  };
  return (path) => {
    const known = loaded.get(path) ?? load(path);
    loaded.set(path, known);
    return known;
  };
}

/** What of a file is included: a Markdown file without its signature and metadata, any other whole. */
function bodyOf(path: string, text: string): { text: string; bodyStart: number } {
  if (!path.endsWith('.md')) return { text, bodyStart: 0 };
  const report = reportOn(path, text);
  const reading = readKnowledge({ path }, report);
  if (reading === undefined) throw new InvalidItemError(report.problems);
  const bodyStart = reading.bodyStart ?? 0;
  return { text: text.slice(bodyStart), bodyStart };
}
