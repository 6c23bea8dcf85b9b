import type { Card, Gate, JsonObject, ThreadState } from '#protocol';
import { attemptTool } from '../calls/attempt-tool.ts';
import type { CallSite } from '../calls/call-site.ts';
import { CallRefusedError } from '../errors.ts';
import type { RunContext } from '../run-context.ts';

/** The tool by which the command of a gate is run: in a process group of its own, with bounds on time and output. */
const SHELL = 'rye/bash';
/** What is told of a red gate: the end of what its command said. */
const TOLD_CHARS = 2000;

/**
 * Passes a card through the gates of columns, in order; what each says is recorded before anything follows from it. That
 * of a person was asked before the call began.
 * @throws {CallRefusedError} a gate is red, with the end of what its command said
 */
export async function passGates(site: CallSite, card: Card, columns: readonly string[]): Promise<void> {
  const { run, thread } = site;
  for (const column of columns) {
    const gate = run.ports.board.gates[column];
    if (!gate) continue;
    const { isGreen, detail } =
      'approval' in gate
        ? { isGreen: true, detail: 'somebody said so' }
        : await tryCommand({ run, thread, callId: site.call.callId }, gate);
    run.checkInterrupt();
    const data = { card: card.id, gate: column, detail: await run.ports.redactor.text(detail) };
    await run.session.append({ thread: thread.id, type: isGreen ? 'gate_passed' : 'gate_failed', data });
    if (isGreen) continue;
    throw new CallRefusedError(
      'runtime/gate-red',
      `${card.id} stays in ${card.column}: the gate before ${column} is red.`,
      {
        hint: `Mend what it says, and move it again. ${data.detail}`,
      },
    );
  }
}

/** Lets the command of a gate say whether it is green. Nothing is recorded of it. */
export async function tryCommand(
  site: { run: RunContext; thread: ThreadState; callId: string },
  gate: Extract<Gate, { command: string }>,
): Promise<{ isGreen: boolean; detail: string }> {
  const tool = await site.run.ports.toolbox.find(SHELL);
  if (!tool) return { isGreen: false, detail: `there is no ${SHELL}` };
  const input = { command: gate.command, timeout: gate.timeout_seconds };
  const outcome = await attemptTool(site, tool, input);
  const said = asObject(outcome.result);
  const code = said['exit_code'];
  const text = [said['stdout'], said['stderr']]
    .filter((each): each is string => typeof each === 'string' && each !== '')
    .join('\n');
  const tail = text.trimEnd().slice(-TOLD_CHARS);
  if (outcome.ok)
    return {
      isGreen: code === 0,
      detail: `${gate.command} ended with ${JSON.stringify(code ?? null)}\n${tail}`.trimEnd(),
    };
  return { isGreen: false, detail: `${gate.command}: ${outcome.error.message}\n${tail}`.trimEnd() };
}

function asObject(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
