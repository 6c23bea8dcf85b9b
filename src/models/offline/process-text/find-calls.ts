import type { JsonObject } from '#protocol';
import { OfflineScriptError } from '../../errors.ts';
import { type Reader, readPairs, UnreadableCall } from './read-value.ts';

/** A call that a process text spells out. */
export interface ProcessCall {
  /** In the text, from 1. */
  line: number;
  input: JsonObject;
  /** Paths of the arguments left out because they still held a placeholder. */
  omitted: string[];
}

/**
 * The `rye_execute(...)` calls of a process text, in order. One without arguments, or with `...` alone, is a mention
 * and not a call.
 * @param file What errors name: the directive.
 * @throws {OfflineScriptError} for a call that cannot be read
 */
export function findCalls(text: string, file: string): ProcessCall[] {
  const calls: ProcessCall[] = [];
  for (const match of text.matchAll(/\brye_execute\s*\((?!\s*(?:\.\.\.|…)?\s*\))/g)) {
    const reader: Reader = { text, at: match.index + match[0].length - 1, depth: 0, omitted: [] };
    try {
      const input = Object.fromEntries(readPairs(reader, ')'));
      calls.push({ line: lineAt(text, match.index), input, omitted: reader.omitted });
    } catch (error) {
      if (!(error instanceof UnreadableCall)) throw error;
      const problem = `the rye_execute(...) call of the process text cannot be read: ${error.message}`;
      throw new OfflineScriptError({ file, line: lineAt(text, error.at), problem });
    }
  }
  return calls;
}

export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
