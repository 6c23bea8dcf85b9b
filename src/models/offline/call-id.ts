import type { Message } from '#protocol';

/**
 * The id of a scripted tool call says which turn made it: `t2-scout`, and with foreach `t2-scout-0`. The conversation
 * alone then tells how far a script is and whose results it holds. Letters, digits, `_` and `-` are what every provider
 * accepts, so that a run begun offline can go on with a real model.
 */
export function callId(turn: number, name: string, index?: number): string {
  return index === undefined ? `t${turn}-${name}` : `t${turn}-${name}-${index}`;
}

/** For each answer in a conversation the turn that made it; undefined where its calls do not say, or it has none. */
export function turnsTaken(messages: Message[]): (number | undefined)[] {
  return messages.flatMap((message) => {
    if (message.role !== 'assistant') return [];
    const ids = message.content.flatMap((block) => (block.type === 'tool_use' ? [block.id] : []));
    const turn = ids.flatMap((id) => /^t(\d{1,6})-/.exec(id)?.[1] ?? [])[0];
    return [turn === undefined ? undefined : Number(turn)];
  });
}
