import type { RunScreen } from '../../model/model.ts';
import { threadWord } from '../../model/thread-word.ts';
import { wordContext } from '../../model/word-context.ts';

/** How many threads stand how, and the tokens of all. */
export interface WordCounts {
  run: number;
  wait: number;
  FAIL: number;
  tokens: number;
}

/** For one publication the answer is the same; what only time changes may be a publication late. */
const counted = new WeakMap<object, WordCounts>();

/** Counts over all threads of a run. */
export function countWords(run: RunScreen, nowMs: number): WordCounts {
  const known = counted.get(run.feed);
  if (known) return known;
  const counts: WordCounts = { run: 0, wait: 0, FAIL: 0, tokens: 0 };
  const words = wordContext(run, nowMs);
  for (const thread of run.feed.state.threads.values()) {
    const word = threadWord(thread, words);
    if (word === 'run' || word === 'quiet') counts.run += 1;
    else if (word === 'wait') counts.wait += 1;
    else if (word === 'FAIL') counts.FAIL += 1;
    const { input_tokens, output_tokens, cache_read_tokens, cache_write_tokens } = thread.usage;
    counts.tokens += input_tokens + output_tokens + cache_read_tokens + cache_write_tokens;
  }
  counted.set(run.feed, counts);
  return counts;
}
