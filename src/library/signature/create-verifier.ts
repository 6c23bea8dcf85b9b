import type { ItemKind } from '#protocol';
import type { FileKind } from '../files/kind-of-file.ts';
import { loadTrustedKeys } from '../keys/load-trusted-keys.ts';
import { fileText } from '../space/read-text.ts';
import { type LibrarySpaces, shelvesOf } from '../space/spaces.ts';
import { examineSignature, type SignatureReport, type TrustedKeys } from './verify-signature.ts';

/** Looks at signatures with the keys of the spaces, which are read once, and only where there is a signature. */
export interface Verifier {
  trustedKeys(): Promise<TrustedKeys>;
  /** @param file.text As the file holds it, line ends included. @param file.path Its extension counts. */
  examine(file: { kind: FileKind; path: string; text: string }): Promise<SignatureReport>;
}

/** @param spaces Absolute paths. */
export function createVerifier(spaces: LibrarySpaces): Verifier {
  let keys: Promise<TrustedKeys> | undefined;
  const trustedKeys = (): Promise<TrustedKeys> => (keys ??= shelvesOf(spaces, 'config').then(loadTrustedKeys));
  return {
    trustedKeys,
    examine: ({ kind, path, text }) =>
      examineSignature({ kind: signedKind(kind), path, ...fileText(text) }, trustedKeys),
  };
}

/** As which kind of item a file carries its signature. */
export function signedKind(kind: FileKind): ItemKind {
  if (kind === 'include') return 'knowledge';
  return kind === 'offline' || kind === 'trust' ? 'config' : kind;
}
