import { createHash } from 'node:crypto';
import type { JsonObject, Usage } from '#protocol';
import type { MessagesBody } from './messages-server.ts';

/** How far back from a mark the API looks for a beginning that it has kept. */
const LOOK_BACK = 20;

export interface PromptCache {
  /** What the input of a request counts as, and keeps its marked beginnings. */
  read(body: MessagesBody): Omit<Usage, 'output_tokens'>;
}

/**
 * Keeps beginnings of prompts as the API does: only where a mark stands, found again only a few blocks back from a mark.
 * A token is four characters here.
 * @param leastTokens Shorter beginnings are not kept.
 */
export function promptCache(leastTokens = 0): PromptCache {
  const kept = new Set<string>();
  return {
    read(body) {
      const blocks = prefixesOf(body);
      const marks = blocks.flatMap(({ marked }, index) => (marked ? [index] : []));
      if (marks.length > 4) throw new Error(`${marks.length} marks: the API takes four at most`);
      const found = marks
        .flatMap((mark) => Array.from({ length: LOOK_BACK + 1 }, (_, back) => mark - back))
        .filter((index) => index >= 0 && kept.has(blocks[index]?.hash ?? ''));
      const read = tokensUpTo(blocks, Math.max(-1, ...found));
      const written = Math.max(read, tokensUpTo(blocks, marks.at(-1) ?? -1));
      for (const mark of marks) if (tokensUpTo(blocks, mark) >= leastTokens) kept.add(blocks[mark]?.hash ?? '');
      const wrote = written >= leastTokens ? written - read : 0;
      const all = tokensUpTo(blocks, blocks.length - 1);
      return { input_tokens: all - read - wrote, cache_read_tokens: read, cache_write_tokens: wrote };
    },
  };
}

interface Prefix {
  hash: string;
  tokens: number;
  marked: boolean;
}

/** Tools, then the system text, then the messages: that is the order in which a prompt begins. */
function prefixesOf({ tools = [], system = [], messages }: MessagesBody): Prefix[] {
  const hash = createHash('sha256');
  const parts = [
    ...tools,
    ...system,
    ...messages.flatMap(({ role, content }) => content.map((block) => ({ role, ...block }))),
  ];
  return parts.map((part) => {
    const { cache_control: mark, ...block } = part as JsonObject;
    const text = JSON.stringify(block);
    hash.update(text);
    return { hash: hash.copy().digest('hex'), tokens: Math.ceil(text.length / 4), marked: mark !== undefined };
  });
}

function tokensUpTo(blocks: Prefix[], last: number): number {
  return blocks.slice(0, last + 1).reduce((sum, { tokens }) => sum + tokens, 0);
}
