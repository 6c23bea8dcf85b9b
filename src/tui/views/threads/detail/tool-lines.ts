import type { ThreadState, ToolCallState } from '#protocol';
import { type Line, sanitize } from '../../../text/index.ts';
import { labelled } from './labelled-lines.ts';
import { callLine, refusalLines } from './output-lines.ts';

/** Of a result no more is shown than anybody reads; the whole of it is in the log. */
const MOST_OF_RESULT = 2_000;

/** Every call of a thread with its result. */
export function toolLines(thread: ThreadState, columns: number): Line[] {
  const calls = thread.turns.flatMap((turn) => turn.calls);
  return calls.flatMap((call) => [
    callLine(call, columns),
    ...refusalLines(call, columns),
    ...resultLines(call, columns),
  ]);
}

function resultLines({ end }: ToolCallState, columns: number): Line[] {
  if (end?.kind !== 'completed' || end.result === undefined) return [];
  const text = typeof end.result === 'string' ? end.result : JSON.stringify(end.result, null, 2);
  const cut =
    text.length > MOST_OF_RESULT ? `${text.slice(0, MOST_OF_RESULT)}\n(${text.length} characters in all)` : text;
  return labelled('', cut, columns, { dim: true });
}

/** What a thread has read and written. */
export function fileLines({ filesRead, filesWritten, outputs }: ThreadState): Line[] {
  const line = (label: string, path: string): Line => [
    { text: ` ${label.padEnd(9)}`, dim: true },
    { text: sanitize(path) },
  ];
  return [
    ...filesWritten.map((path) => line('wrote', path)),
    ...filesRead.map((path) => line('read', path)),
    ...Object.entries(outputs ?? {}).map(([name, value]) => line('output', `${name}: ${JSON.stringify(value)}`)),
  ];
}
