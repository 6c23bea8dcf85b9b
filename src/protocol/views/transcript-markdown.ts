import { conversationOf } from '../fold/conversation.ts';
import type { GraphWalk } from '../fold/graph.ts';
import type { CallEnd, RunState, ThreadState } from '../fold/state.ts';
import type { Message } from '../ports/model.ts';
import { closeFence } from './close-fence.ts';
import { threadCost } from './cost-document.ts';
import { costText, countText, workText } from './words.ts';

/** A thread's conversation as Markdown, and the knowledge item `agent/threads/<thread id>` of a thread that has ended. */
export function transcriptMarkdown(state: RunState, thread: ThreadState): string {
  const cost = threadCost(thread);
  const head = [
    `# ${thread.place}`,
    '',
    `- thread: ${thread.id}`,
    `- directive: ${thread.directive}`,
    ...(thread.continuationOf === undefined ? [] : [`- continues: ${thread.continuationOf}`]),
    ...(thread.continuedBy === undefined ? [] : [`- continued by: ${thread.continuedBy}`]),
    `- model: ${thread.model}`,
    `- status: ${thread.status}`,
    `- cost: ${costText(cost.usd, state.started?.simulated === true)} · ${workText({ cost, ...(thread.graph && { graph: thread.graph }) })} · ${countText(cost.tool_calls, 'tool call')}`,
  ];
  const system = thread.context?.system ? ['', '## system', '', closeFence(thread.context.system)] : [];
  const messages = thread.graph ? graphLines(thread, thread.graph) : conversationOf(thread).flatMap(messageLines);
  const outcome = [
    ...(thread.outputs ? ['', '## outputs', '', ...fenced('json', JSON.stringify(thread.outputs, null, 2))] : []),
    ...(thread.result !== undefined ? ['', '## result', '', closeFence(thread.result)] : []),
    ...(thread.error ? ['', '## error', '', closeFence(`${thread.error.code}: ${thread.error.message}`)] : []),
  ];
  return `${[...head, ...system, ...messages, ...outcome].join('\n')}\n`;
}

function messageLines(message: Message): string[] {
  const lines: string[] = [];
  for (const block of message.content) {
    switch (block.type) {
      case 'text':
        lines.push('', `## ${message.role}`, '', closeFence(block.text));
        break;
      case 'tool_use':
        lines.push(
          '',
          `## call ${block.name} (${block.id})`,
          '',
          ...fenced('json', JSON.stringify(block.input, null, 2)),
        );
        break;
      case 'tool_result':
        lines.push(
          '',
          `## ${block.is_error ? 'error' : 'result'} (${block.tool_use_id})`,
          '',
          ...fenced('', block.content),
        );
        break;
      case 'thinking':
        lines.push('', '## thinking', '', closeFence(block.thinking));
        break;
      case 'redacted_thinking':
        lines.push('', '## thinking (encrypted)');
        break;
    }
  }
  return lines;
}

/** A walk in place of a conversation: each visit, what it called, what came of it. */
function graphLines({ turns }: ThreadState, walk: GraphWalk): string[] {
  let calls = 0;
  return walk.visits.flatMap((visit) => {
    const { node, step, type, status, next, error, items, assigned } = visit;
    const facts = [
      `- ${status}${next === undefined ? '' : `, then ${next}`}`,
      ...(items ? [`- ${items.done} of ${countText(items.count, 'item')} done, ${items.failed} failed`] : []),
      ...Object.entries(assigned ?? {}).map(([key, value]) => `- sets \`${key}\`: ${closeFence(value)}`),
      ...(error ? [`- ${closeFence(error.message)}`] : []),
    ];
    const turn = type === 'action' || type === 'foreach' ? turns[calls++] : undefined;
    const called = (turn?.calls ?? []).flatMap(({ callId, input, end }) => [
      '',
      ...fenced('json', JSON.stringify(input, null, 2)),
      ...(end ? resultLines(callId, end) : []),
    ]);
    return ['', `## step ${step}: ${node} (${type})`, '', ...facts, ...called];
  });
}

function resultLines(callId: string, end: CallEnd): string[] {
  if (end.kind === 'interrupted') return ['', `interrupted (${callId})`];
  const text = end.kind === 'completed' ? JSON.stringify(end.result ?? null) : end.error.message;
  return ['', `${end.kind} (${callId})`, '', ...fenced('', text)];
}

/** A fence that is longer than any in the text. */
function fenced(language: string, text: string): string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return [fence + language, text, fence];
}
