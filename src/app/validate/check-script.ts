import { nearest, type Problem } from '#protocol';
import type { GatheredItem } from '../items/gather-items.ts';
import { problemAt, TOP } from '../items/problem-at.ts';
import type { KnownItems } from './known-items.ts';

/** The mistakes of an offline script, and whether there is a directive that it answers for. */
export async function checkScript({ path, id, placed, content }: GatheredItem, known: KnownItems): Promise<Problem[]> {
  const { parseOfflineScript } = await import('#models');
  const text = content?.text ?? '';
  const parsed = parseOfflineScript(text, path);
  const problems = parsed.ok ? [] : parsed.problems;
  const ids = placed ? await known.ids('directive') : [];
  if (!placed || ids.includes(id)) return problems;
  const near = nearest(id, ids).map((name) => `"${name}"`);
  const message = `there is no directive "${id}"${near.length > 0 ? `; near are ${near.join(', ')}` : ''}`;
  return [...problems, problemAt(path, TOP, 'warning', 'orphan-script', message)];
}
