/** One word of a command, as it was meant. */
export interface Word {
  text: string;
  /** Stands in quotes, or begins with them: never a `name=value`. */
  quoted: boolean;
  /** Where it begins in what was typed. */
  at: number;
}

/** The words, or what keeps them from being read. */
export type Words = { ok: true; words: Word[] } | { ok: false; problem: string };

/**
 * Splits what was typed into words, as a shell does: blanks part them, `"…"` and `'…'` hold blanks, `\` takes the next
 * character as it is, but not inside `'…'`.
 */
export function splitWords(text: string): Words {
  const words: Word[] = [];
  let word: Word | undefined;
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const unit = text[at] ?? '';
    if (quote === '' && /\s/.test(unit)) {
      if (word) words.push(word);
      word = undefined;
      continue;
    }
    word ??= { text: '', quoted: unit === '"' || unit === "'", at };
    if (unit === '\\' && quote !== "'" && at + 1 < text.length) {
      at += 1;
      word.text += text[at];
    } else if (unit === quote) quote = '';
    else if (quote === '' && (unit === '"' || unit === "'")) quote = unit;
    else word.text += unit;
  }
  if (quote !== '') return { ok: false, problem: `The quote ${quote} is not closed.` };
  if (word) words.push(word);
  return { ok: true, words };
}
