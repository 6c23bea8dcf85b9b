import type { Mention } from '#library';
import type { Problem } from '#protocol';
import { problemAt } from '../items/problem-at.ts';
import type { KnownItems } from './known-items.ts';

/** Whether the directives above one end in a circle. @param id The directive that `mention` stands in. */
export async function checkExtends(file: string, id: string, mention: Mention, known: KnownItems): Promise<Problem[]> {
  if (mention.what !== 'item' || mention.as !== 'extends') return [];
  const chain = [id];
  for (let parent: string | undefined = mention.id; parent !== undefined; parent = await known.parentOf(parent)) {
    const met = chain.includes(parent);
    chain.push(parent);
    if (!met) continue;
    const message = `the directives extend each other in a circle: ${chain.join(' → ')}`;
    return [problemAt(file, mention, 'error', 'extends-cycle', message)];
  }
  return [];
}
