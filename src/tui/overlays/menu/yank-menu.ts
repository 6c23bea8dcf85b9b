import type { RunState, ThreadState } from '#protocol';
import type { Target } from '../demand.ts';
import { type Menu, type MenuItem, openMenu } from './menu.ts';

/** What can be copied of the selection: what it does not have is shown as not there. @param seq The event that is shown. */
export function yankMenu({ runId, thread: threadId }: Target, state: RunState | undefined, seq?: number): Menu {
  const thread = state?.threads.get(threadId ?? state.root ?? '');
  const command =
    seq !== undefined
      ? `rye show ${runId}@${seq}${thread && threadId !== undefined ? ` ${thread.place}` : ''}`
      : threadId === undefined
        ? `rye status ${runId}`
        : `rye transcript ${runId} ${threadId}`;
  return openMenu('copy', [
    yankItem('i', 'id', threadId ?? runId),
    yankItem('p', 'path', `.ai/data/runs/${runId}`),
    yankItem('o', 'output', thread && outputOf(thread)),
    yankItem('t', 'prompt', thread && promptOf(thread)),
    yankItem('n', 'inputs as JSON', thread && JSON.stringify(thread.inputs, undefined, 2)),
    yankItem('c', 'command', command),
  ]);
}

/** Something that can be copied; where there is none, the choice says so. */
export function yankItem(key: string, label: string, text: string | undefined): MenuItem {
  return {
    key,
    label,
    about: text ?? '',
    ...((text === undefined || text === '') && { off: 'there is none yet' }),
    demand: { kind: 'copy', what: label, text: text ?? '' },
  };
}

function outputOf({ result, outputs, turns }: ThreadState): string | undefined {
  if (result !== undefined) return result;
  if (outputs) return JSON.stringify(outputs, undefined, 2);
  const texts = turns.at(-1)?.content.flatMap((block) => (block.type === 'text' ? block.text : []));
  return texts && texts.length > 0 ? texts.join('\n') : undefined;
}

function promptOf({ context }: ThreadState): string | undefined {
  return context && `${context.system}\n\n${context.prompt}`.trim();
}
