import type { Problem } from '#protocol';
import type { GatheredItem } from '../items/gather-items.ts';
import { problemAt } from '../items/problem-at.ts';

/** Declarations that a reason may begin with, to find its line by. */
const KEYS = ['effect', 'timeout', 'env', 'command', 'parameters', 'parameter', 'config_schema', 'executor'];

/** What a tool declares and rye cannot use (formats 1.5). Graphs are looked at as YAML only. */
export async function checkToolFile({ path, id, content }: GatheredItem): Promise<Problem[]> {
  const { checkTool } = await import('#tools');
  const text = content?.text ?? '';
  const reason = await checkTool({ id, path, text });
  if (reason === undefined) return [];
  return [problemAt(path, placeOf(reason, text), 'error', 'bad-tool', reason)];
}

/** The line that declares what the reason is about; the first one where that cannot be told. */
function placeOf(reason: string, text: string): { line: number; col: number } {
  const key = KEYS.find((word) => reason.toLowerCase().includes(word));
  const line = key === undefined ? -1 : text.split('\n').findIndex((each) => each.toLowerCase().includes(key));
  return { line: Math.max(0, line) + 1, col: 1 };
}
