import type { Mention, ProblemCode } from '#library';
import { type ItemKind, nearest, type Problem, RyeError } from '#protocol';
import { problemAt } from '../items/problem-at.ts';
import { checkGrant } from './check-grant.ts';
import type { KnownItems } from './known-items.ts';

type Tell = (level: Problem['level'], code: ProblemCode, message: string) => Problem[];

/** What is wrong with something that a file names: it is not there, or cannot be used. */
export async function checkMention(file: string, mention: Mention, known: KnownItems): Promise<Problem[]> {
  const problem: Tell = (level, code, message) => [problemAt(file, mention, level, code, message)];
  switch (mention.what) {
    case 'grant': {
      const reason = await checkGrant(mention.capability, known);
      return reason === undefined ? [] : problem('warning', 'unmatched-permission', reason);
    }
    case 'item': {
      const { kind, id, as } = mention;
      const ids = await known.ids(kind);
      if (ids.includes(id)) return [];
      // A tool may be in the space of another user; a parent or a text that is not there stops every run.
      return problem(kind === 'tool' ? 'warning' : 'error', 'unknown-item', missing(kind, id, as, ids));
    }
    case 'model':
      return checkModel(mention, known, problem);
  }
}

async function checkModel(
  { tier, id }: Extract<Mention, { what: 'model' }>,
  known: KnownItems,
  problem: Tell,
): Promise<Problem[]> {
  const catalog = await known.catalog();
  try {
    catalog?.resolve({ ...(tier !== undefined && { tier }), ...(id !== undefined && { id }) });
    return [];
  } catch (error) {
    if (!(error instanceof RyeError)) throw error;
    const message = error.message.replace(/\.$/, '');
    if (error.code === 'models/unknown-price') return problem('warning', 'unknown-price', message);
    return problem('error', 'unknown-model', `${message}: ${(error.hint ?? '').split('\n', 1)[0]}`);
  }
}

function missing(kind: ItemKind, id: string, as: string, ids: readonly string[]): string {
  const near = nearest(id, ids).map((name) => `"${name}"`);
  return `${as} names the ${kind} "${id}", and there is none${near.length > 0 ? `; near are ${near.join(', ')}` : ''}`;
}
