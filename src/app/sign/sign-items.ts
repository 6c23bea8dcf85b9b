import { stat } from 'node:fs/promises';
import {
  createVerifier,
  keyFiles,
  loadSigningKey,
  readItemFile,
  type SigningKey,
  signedKind,
  signText,
  writeWhole,
} from '#library';
import { isoTime, type Problem } from '#protocol';
import type { AppContext } from '../app-context.ts';
import { UsageError } from '../errors.ts';
import { type GatheredItem, gatherItems } from '../items/gather-items.ts';
import { openProject } from '../open-project.ts';
import { problemsOf } from '../validate/validate-items.ts';
import { ownKeyFiles } from './own-keys.ts';

/** What became of the files that were to be signed. */
export interface Signing {
  /** Every file is signed now. */
  ok: boolean;
  /** The id of the key. */
  key: string;
  signed: { file: string; kind: string; id: string; replaced: boolean }[];
  /** Signed by this key already, and unchanged since: left as they are. */
  unchanged: string[];
  failed: { file: string; reason: string; problems: Problem[] }[];
}

/**
 * Signs items over their whole text, in place: what validates, and lies in no space that ships.
 * @param paths Files or folders; none: the whole space of the project.
 * @throws {UsageError} a path that is not there. @throws {NoSigningKeyError} {@link BadSigningKeyError}
 */
export async function signItems(context: AppContext, paths: readonly string[]): Promise<Signing> {
  const project = await openProject(context);
  const key = await loadSigningKey(keyFiles(...ownKeyFiles(context)));
  const gathered = await gatherItems(context, project, paths);
  // A key vouches for others by hand only; a folder that is signed whole passes them by.
  const items = gathered.filter(({ kind }) => paths.length > 0 || kind !== 'trust');
  const problems = await problemsOf(context, project, items);
  const verifier = createVerifier(project.spaces);
  const result: Signing = { ok: true, key: key.id, signed: [], unchanged: [], failed: [] };
  for (const [index, item] of items.entries()) {
    const { path, kind, id, content } = item;
    const refusal = refusalOf(item, problems[index] ?? []);
    if (refusal !== undefined || kind === undefined || content === undefined) {
      result.failed.push({ file: path, reason: 'it does not validate', problems: [], ...refusal });
      continue;
    }
    const before = await verifier.examine({ kind, path: item.file, text: content.raw });
    if (before.form === 'rye' && before.status === 'valid' && before.keyId === key.id) {
      result.unchanged.push(path);
      continue;
    }
    const reason = await signFile(item, key, isoTime(context.clock.now()));
    if (reason !== undefined) result.failed.push({ file: path, reason, problems: [] });
    else result.signed.push({ file: path, kind, id, replaced: before.status !== 'unsigned' });
  }
  return { ...result, ok: result.failed.length === 0 };
}

function refusalOf(
  item: GatheredItem,
  problems: readonly Problem[],
): { reason: string; problems: Problem[] } | undefined {
  if (item.space === 'bundled') return { reason: 'it ships with rye: what ships is never signed again', problems: [] };
  if (item.content?.mixedLineEnds) {
    return { reason: 'its lines end in more than one way: make them one first', problems: [] };
  }
  // Signing again is how a change is approved, so an old signature that does not fit stands in nobody's way.
  const errors = problems.filter(({ level, code }) => level === 'error' && code !== 'tampered');
  return errors.length === 0 ? undefined : { reason: 'it does not validate', problems: errors };
}

/** @returns why it could not be signed */
async function signFile(
  { file, path, kind, content }: GatheredItem,
  key: SigningKey,
  now: string,
): Promise<string | undefined> {
  if (kind === undefined || content === undefined) throw new UsageError(`${path} is no item.`, 'Name an item.');
  const signedAt = `${now.slice(0, 19)}Z`;
  const text = signText({ kind: signedKind(kind), path: file, text: content.text }, key, signedAt);
  if (text === undefined) return 'its language has no comments, so it cannot carry a signature';
  const present = await readItemFile(file, path);
  if ('problems' in present || present.raw !== content.raw) return 'it changed while it was signed';
  const { mode } = await stat(file);
  await writeWhole(file, content.raw.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text, mode & 0o777);
  return undefined;
}
