import type { LiveText } from '#app';
import { type GraphWalk, type ThreadState, type ToolCallState, type TurnState, visitText } from '#protocol';
import { cellWidth, fitText, type Line, sanitize, segment } from '../../../text/index.ts';
import { toolName } from '../doing.ts';
import { labelled } from './labelled-lines.ts';

/** What a thread was told and what it said, call by call; at the end what its model is saying now. */
export function outputLines(thread: ThreadState, live: LiveText | undefined, columns: number): Line[] {
  const lines: Line[] = [];
  for (const { text, by } of thread.injectedFirst) lines.push(...labelled('message', `${by}: ${text}`, columns));
  if (thread.graph) lines.push(...stepLines(thread.graph, columns));
  else for (const turn of thread.turns) for (const line of knownLines(turn, columns)) lines.push(line);
  if (live) lines.push(...labelled('live', live.text, columns));
  else if (thread.openModelCall)
    lines.push(...labelled('asked', thread.openModelCall.data.model, columns, { dim: true }));
  if (thread.result !== undefined) lines.push(...labelled('result', thread.result, columns, { bold: true }));
  if (thread.error)
    lines.push(...labelled('error', `${thread.error.code}: ${thread.error.message}`, columns, { colour: 'red' }));
  return lines;
}

/** A graph says nothing: its steps are shown, what each has set, and where it led. */
function stepLines({ visits }: GraphWalk, columns: number): Line[] {
  return visits.flatMap((visit) => [
    ...labelled(`step ${visit.step}`, `${visit.node}  ${visit.type}  ${visit.status}  ${visitText(visit)}`, columns),
    ...Object.entries(visit.assigned ?? {}).flatMap(([key, value]) =>
      labelled('', `${key} = ${value}`, columns, { dim: true }),
    ),
  ]);
}

/** A long thread is drawn anew at each word of its newest turn; the turns before it stay what they are. */
const known = new WeakMap<TurnState, { stamp: string; lines: readonly Line[] }>();

function knownLines(turn: TurnState, columns: number): readonly Line[] {
  const calls = turn.calls.map(({ end, startedAt }) => end?.kind ?? (startedAt === undefined ? '' : 'runs')).join();
  const stamp = `${columns} ${turn.injected.length} ${calls}`;
  const before = known.get(turn);
  if (before?.stamp === stamp) return before.lines;
  const lines = turnLines(turn, columns);
  known.set(turn, { stamp, lines });
  return lines;
}

function turnLines(turn: TurnState, columns: number): Line[] {
  const lines: Line[] = [];
  for (const block of turn.content) {
    if (block.type === 'text') lines.push(...labelled('answer', block.text, columns));
    else if (block.type === 'thinking') lines.push(...labelled('think', block.thinking, columns, { dim: true }));
    else if (block.type === 'tool_use') {
      const call = turn.calls.find(({ callId }) => callId === block.id);
      lines.push(callLine(call ?? { callId: block.id, name: block.name, input: block.input }, columns));
      if (call) lines.push(...refusalLines(call, columns));
    }
  }
  for (const { text, by } of turn.injected) lines.push(...labelled('message', `${by}: ${text}`, columns));
  return lines;
}

/** A call with its input, and at the right how it ended, on one line. */
export function callLine(call: ToolCallState, columns: number): Line {
  const end = endSegment(call);
  const name = `${sanitize(toolName(call.tool ?? call.name), 100)} `;
  const room = columns - LABEL_CELLS - cellWidth(name) - cellWidth(end.text) - 3;
  const input = fitText(sanitize(JSON.stringify(call.input), 2_000), Math.max(0, room));
  return [segment(' tool     ', { dim: true }), segment(name, { colour: 'cyan' }), segment(`${input}  `), end];
}

/** Why a call came to nothing, whole: it is what a reader is after. */
export function refusalLines({ end }: ToolCallState, columns: number): Line[] {
  return end && 'error' in end
    ? labelled('', `${end.error.code}: ${end.error.message}`, columns, { colour: 'red' })
    : [];
}

const LABEL_CELLS = 10;

function endSegment({ end, startedAt }: ToolCallState) {
  if (end === undefined)
    return segment(startedAt === undefined ? 'not begun' : 'runs', { dim: startedAt === undefined });
  if (end.kind === 'completed') return segment('done', { colour: 'green' });
  if (end.kind === 'interrupted') return segment('interrupted', { colour: 'yellow' });
  return segment(end.kind === 'denied' ? 'refused' : 'FAILED', { colour: 'red' });
}
