import { type BoardRules, type Library, readBoardRules } from '#protocol';
import { BadBoardError } from '../errors.ts';

/** Reads `config/agent/board.yaml`, merged over the spaces. @throws {BadBoardError} names the key */
export async function loadBoard(library: Pick<Library, 'config'>): Promise<BoardRules> {
  const rules = readBoardRules(await library.config('agent/board'));
  if ('problem' in rules) throw new BadBoardError(rules);
  return rules;
}
