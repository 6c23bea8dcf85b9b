import { createVerifier, readTrustStore, type SignatureReport, type TrustedKey } from '#library';
import type { AppContext } from '../app-context.ts';
import { type GatheredItem, gatherItems } from '../items/gather-items.ts';
import { openProject } from '../open-project.ts';

/** What the signature of one file is worth. */
export interface VerifiedFile {
  file: string;
  kind: string;
  id: string;
  status: SignatureReport['status'];
  /** What the status means, in words. */
  detail: string;
  form?: 'rye' | 'upstream';
  /** The id of the key that signed. */
  key?: string;
  /** Whose key it is, as its trust file says. */
  owner?: string;
  signed_at?: string;
}

/** What the signatures of items are worth. */
export interface Verification {
  /** Nothing fails to verify; there may be unsigned files, unless `strict`. */
  ok: boolean;
  items: number;
  files: VerifiedFile[];
  /** Files that claim a key and are ignored. */
  warnings: { file: string; message: string }[];
}

const DETAILS: Readonly<Record<VerifiedFile['status'], string>> = {
  valid: 'the whole file is as it was signed',
  'metadata-only':
    'metadata-verified only: title and prompt are not covered by this signature and may have been changed',
  unsigned: 'no signature',
  untrusted: 'signed by a key that is not trusted here',
  tampered: 'changed after it was signed; it is never used',
  'invalid-signature': 'the text is as recorded, but the signature is not of the key it names; it is never used',
};

const FAILURES: readonly VerifiedFile['status'][] = ['untrusted', 'tampered', 'invalid-signature'];

/**
 * Looks at the signatures of items. Nothing is changed.
 * @param options.strict An unsigned file fails as well.
 * @throws {UsageError} a path that is not there
 */
export async function verifyItems(
  context: AppContext,
  paths: readonly string[],
  { strict = false }: { strict?: boolean } = {},
): Promise<Verification> {
  const project = await openProject(context);
  const [items, trust] = await Promise.all([gatherItems(context, project, paths), readTrustStore(project.spaces)]);
  const verifier = createVerifier(project.spaces);
  const files: VerifiedFile[] = [];
  for (const item of items) {
    const { kind, content } = item;
    if (content === undefined) {
      // What is no text any more, and begins as a signed file does, was changed after it was signed.
      if (item.brokenSigned) files.push(verifiedFile(item, kind ?? 'unknown', { status: 'tampered' }, trust.keys));
      continue;
    }
    if (kind === undefined) continue;
    const report = await verifier.examine({ kind, path: item.file, text: content.raw });
    files.push(verifiedFile(item, kind, report, trust.keys));
  }
  const failed = files.some(({ status }) => FAILURES.includes(status) || (strict && status === 'unsigned'));
  const warnings = trust.ignored.map(({ path, reason }) => ({ file: path, message: `the key is ignored: ${reason}` }));
  return { ok: !failed, items: files.length, files, warnings };
}

function verifiedFile(
  { path, id, content }: GatheredItem,
  kind: string,
  { status, form, keyId, signedAt }: SignatureReport,
  keys: readonly TrustedKey[],
): VerifiedFile {
  const owner = keys.find((key) => key.id === keyId)?.owner;
  return {
    file: path,
    kind,
    id,
    status,
    detail: detailOf(status, form, kind, content?.text),
    ...(form !== undefined && { form }),
    ...(keyId !== undefined && { key: keyId }),
    ...(owner !== undefined && { owner }),
    ...(signedAt !== undefined && { signed_at: signedAt }),
  };
}

/** The older form leaves front matter out of what it covers. */
function detailOf(status: VerifiedFile['status'], form: string | undefined, kind: string, text = ''): string {
  if (status !== 'valid' || form !== 'upstream') return DETAILS[status];
  const frontMatter = kind === 'knowledge' && /^[^\n]*\n---/.test(text);
  return frontMatter
    ? 'the text below the front matter is as it was signed'
    : 'everything below the signature is as it was signed';
}
