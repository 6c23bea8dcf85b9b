import type { CheckpointMoment, RunState, ThreadState } from '#protocol';
import { windowUse } from '../continuation/window-use.ts';
import type { RunContext } from '../run-context.ts';

/** A request that holds this part of the window is a moment to say where the work stands. Source: design, Checkpoints. */
const CONTEXT_PART = 0.7;

/** Characters of what the model said last that stand for where the work stands. */
const SAID_LENGTH = 2000;

/** Saves a checkpoint, once a thread, when its window has become fuller than 70 % and its directive asks for it. */
export async function saveAtFullContext(run: RunContext, thread: ThreadState): Promise<void> {
  const used = windowUse(thread) ?? 0;
  if (used < run.ports.catalog.resolve({ id: thread.model }).window * CONTEXT_PART) return;
  await saveAtMoment(run, thread, 'context');
}

/**
 * Saves a checkpoint where the directive of a thread asks for one at such moments; no model is asked.
 * @param occasion Tells apart moments of one kind in one thread; a checkpoint is saved once for each.
 */
export async function saveAtMoment(
  run: RunContext,
  thread: ThreadState,
  moment: CheckpointMoment,
  occasion?: string,
): Promise<void> {
  // A graph has no directive that could ask for one.
  if (thread.graph) return;
  const { session, ports, definitions } = run;
  const call = [thread.id, occasion, moment].filter((part) => part !== undefined).join('/');
  if (session.state.checkpoints.some((each) => each.call === call)) return;
  const { checkpoints = [] } = await definitions.directive(thread.directive, thread.id);
  if (!checkpoints.includes(moment)) return;
  await session.append({
    thread: thread.id,
    type: 'checkpoint_saved',
    data: {
      name: `${thread.place} ${moment}`,
      summary: await ports.redactor.text(standing(session.state, thread)),
      next_actions: [],
      call,
      moment,
    },
  });
}

/** Where a thread stands, from its events: what it said last, how much it has done, and how those below it stand. */
function standing(state: RunState, thread: ThreadState): string {
  const said = thread.turns
    .flatMap(({ content }) => content.flatMap((block) => (block.type === 'text' ? [block.text.trim()] : [])))
    .findLast((text) => text !== '');
  const calls = thread.turns.reduce((sum, turn) => sum + turn.calls.length, 0);
  const counts = new Map<string, number>();
  for (const id of thread.children) {
    const status = state.threads.get(id)?.status ?? 'created';
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  const below = [...counts].map(([status, count]) => `${count} ${status}`).join(', ');
  const facts = `${thread.turns.length} turns, ${calls} tool calls${below === '' ? '' : `; threads below it: ${below}`}.`;
  return said === undefined ? facts : `${said.slice(0, SAID_LENGTH)}\n\n${facts}`;
}
