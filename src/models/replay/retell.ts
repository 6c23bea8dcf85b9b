import type { ContentBlock, ModelRequest } from '#protocol';
import { translate, type Vocabulary, vocabularyOf } from './match-text.ts';
import type { Names } from './names.ts';
import type { Recording } from './recorded-calls.ts';

/** The asker itself is the first thread whose counterpart is known. */
export function vocabularyFor({ state, runId }: Recording, names: Names, { asker }: ModelRequest): Vocabulary {
  const counterpart = state.byPlace.get(asker.place);
  if (counterpart !== undefined) names.bind(counterpart, asker.thread);
  return vocabularyOf(names, state.threads.keys(), [runId, asker.runId]);
}

/** Thinking stays as it is: its signature is for its very words. */
export function translated(block: ContentBlock, vocabulary: Vocabulary): ContentBlock {
  if (block.type === 'text') return { ...block, text: translate(block.text, vocabulary) };
  if (block.type !== 'tool_use') return block;
  // Ids need no escape in JSON, and can be keys as well as values.
  return { ...block, input: JSON.parse(translate(JSON.stringify(block.input), vocabulary)) as typeof block.input };
}
