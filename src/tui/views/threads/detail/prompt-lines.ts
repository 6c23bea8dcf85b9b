import { type RunState, type ThreadState, threadDocument } from '#protocol';
import { type Line, lineOf } from '../../../text/index.ts';
import { labelled, wrapText } from './labelled-lines.ts';

/** What a thread was asked to do: limits, system text, inputs, prompt. */
export function promptLines(thread: ThreadState, columns: number): Line[] {
  const limits = Object.entries(thread.limits).map(([name, value]) => `${name} ${value}`);
  const inputs = Object.entries(thread.inputs).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return [
    ...labelled('model', thread.model, columns),
    ...labelled('limits', limits.join(', ') || 'none of its own', columns),
    ...labelled('may', thread.capabilities.join(', ') || 'nothing', columns),
    ...(thread.granted ? labelled('granted', thread.granted.join(', '), columns) : []),
    ...riskLines(thread, columns),
    ...(inputs.length > 0 ? labelled('inputs', inputs.join('\n'), columns) : []),
    ...(thread.context ? labelled('system', thread.context.system, columns) : []),
    ...(thread.context ? labelled('user', thread.context.prompt, columns) : []),
  ];
}

/** What is risky of that, and what its directive says of it. */
function riskLines({ risks = [] }: ThreadState, columns: number): Line[] {
  const told = risks.map(({ risk, capabilities, acknowledged }) => {
    const reason = acknowledged === undefined ? '' : `, acknowledged: ${acknowledged}`;
    return `${risk}: ${capabilities.join(', ')}${reason}`;
  });
  return told.length === 0 ? [] : labelled('risk', told.join('\n'), columns);
}

/** A thread as JSON documents show it. */
export function jsonLines(state: RunState, thread: ThreadState, columns: number): Line[] {
  const text = JSON.stringify(threadDocument(state, thread), null, 2);
  return wrapText(text, columns - 1).map((line) => lineOf(` ${line}`));
}
