import type { CockpitHost } from '../host.ts';

/** Shows a text in the user's editor, from a file of its own that is gone afterwards. */
export async function editCopy(
  { actions }: CockpitHost,
  { name, text }: { name: string; text: string },
): Promise<void> {
  await actions.edit(name, text);
}
