import type { FileKind } from '#library';
import type { Vouch } from '#tools';
import type { Project } from '../open-project.ts';

/** Looks at the signature of each tool file before it is used: what was changed after signing never runs. */
export function createVouch(project: Project): Vouch {
  return async ({ path, text }) =>
    (await isTampered(project, { kind: 'tool', path, text })) ? 'it was changed after it was signed' : undefined;
}

/** @throws {TamperedItemError} the text is not what was signed */
export async function refuseTampered(
  project: Project,
  file: { kind: FileKind; id: string; path: string; text: string },
): Promise<void> {
  if (!(await isTampered(project, file))) return;
  const { TamperedItemError } = await import('#library');
  throw new TamperedItemError({ kind: 'config', id: file.id, path: file.path });
}

async function isTampered({ spaces }: Project, file: { kind: FileKind; path: string; text: string }): Promise<boolean> {
  const { createVerifier } = await import('#library');
  const { status } = await createVerifier(spaces).examine(file);
  return status === 'tampered' || status === 'invalid-signature';
}
