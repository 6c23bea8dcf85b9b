import type { FileKind, SignatureReport, Verifier } from '#library';
import type { Vouch } from '#tools';
import type { Project } from '../open-project.ts';

/** Looks at the signature of each tool file before it is used: what was changed after signing never runs. */
export function createVouch({ spaces }: Project): Vouch {
  // One for the whole run: its keys are read once.
  let verifier: Promise<Verifier> | undefined;
  return async ({ path, text }) => {
    verifier ??= import('#library').then(({ createVerifier }) => createVerifier(spaces));
    const { status } = await (await verifier).examine({ kind: 'tool', path, text });
    return isBroken(status) ? 'it was changed after it was signed' : undefined;
  };
}

/** @throws {TamperedItemError} the text is not what was signed */
export async function refuseTampered(
  project: Project,
  file: { kind: FileKind; id: string; path: string; text: string },
): Promise<void> {
  const { createVerifier, TamperedItemError } = await import('#library');
  const { status } = await createVerifier(project.spaces).examine(file);
  if (!isBroken(status)) return;
  throw new TamperedItemError({ kind: 'config', id: file.id, path: file.path });
}

function isBroken(status: SignatureReport['status']): boolean {
  return status === 'tampered' || status === 'invalid-signature';
}
