import { type EventDraft, oneLine } from '#protocol';
import type { RunContext } from '../run-context.ts';
import { refusalFor, type Steering, type TargetedIntent } from '../steering/draft-steering.ts';
import { tryCommand } from './pass-gates.ts';
import { type MovePlan, planMove, readMoveWish } from './plan-move.ts';

/** What of a red gate is told with the refusal; the rest is in its own event. */
const TOLD_CHARS = 200;

/** What the gates on the way of a card said. */
interface Passage {
  drafts: EventDraft[];
  /** Columns whose gates were red, and did not hold the card. */
  forced: string[];
  /** The column whose gate holds it, and why. */
  red?: { column: string; detail: string };
}

/**
 * What a wish to move a card comes to. Forward it goes through the gates of every column on the way, as by a thread; whoever
 * wishes it is the person that an approval asks for. A red gate holds it unless it was forced: then what the gate said and
 * who moved the card in spite of it stand in the log. What the gates said is recorded together with what follows from it, so
 * that a process that dies in between leaves a wish that nobody has taken in.
 * @returns undefined where the driver is to stop
 */
export async function draftMove(run: RunContext, intent: TargetedIntent): Promise<Steering | undefined> {
  const wish = readMoveWish(intent.args);
  if (!wish) return { refused: 'it names no card and no column' };
  const { state } = run.session;
  const refused = refusalFor(state, state.threads.get(intent.target));
  const plan = refused === undefined ? planMove(state, run.ports.board, wish) : { refused };
  if ('refused' in plan) return plan;
  const { from, to } = plan;
  const { target: thread, by } = intent;
  const note = wish.note === undefined ? undefined : await run.ports.redactor.text(wish.note);
  const fact = { card: wish.card, from, to, by };
  if (plan.way.length === 0)
    return { drafts: [{ thread, type: 'card_returned', data: { ...fact, note: note ?? '' } }] };
  const { drafts, forced, red } = await passage(run, intent, { ...plan, force: wish.force });
  if (run.interrupt.aborted) return undefined;
  // A gate takes its time: the run may have been ended meanwhile, or the card moved.
  if (run.signalOf(thread).aborted) return { refused: 'the run was ended meanwhile' };
  const now = state.cards.get(wish.card)?.column;
  if (now !== from) return { refused: `${wish.card} was moved to ${now} meanwhile` };
  if (red) return { drafts, refused: `the gate before ${red.column} is red: ${oneLine(red.detail, TOLD_CHARS)}` };
  const more = { ...(forced.length > 0 && { forced }), ...(note !== undefined && { note }) };
  return { drafts: [...drafts, { thread, type: 'card_moved', data: { ...fact, ...more } }] };
}

/** Asks the gates, in order, up to the one that holds the card. One that is known to be red is not asked to be passed by. */
async function passage(
  run: RunContext,
  { id, target, by }: TargetedIntent,
  { card, way, force }: Extract<MovePlan, { way: readonly string[] }> & { force: boolean },
): Promise<Passage> {
  const { session, ports } = run;
  const passed: Passage = { drafts: [], forced: [] };
  const known = card.red?.gate;
  for (const column of way) {
    const gate = ports.board.gates[column];
    if (!gate) continue;
    if (force && column === known) {
      passed.forced.push(column);
      continue;
    }
    const { isGreen, detail } =
      'approval' in gate
        ? { isGreen: true, detail: `${by} said so` }
        : await tryCommand({ run, thread: session.threadOrThrow(target), callId: id }, gate);
    if (run.interrupt.aborted) return passed;
    const data = { card: card.id, gate: column, detail: await ports.redactor.text(detail), by };
    passed.drafts.push({ thread: target, type: isGreen ? 'gate_passed' : 'gate_failed', data });
    if (isGreen) continue;
    if (!force) return { ...passed, red: { column, detail: data.detail } };
    passed.forced.push(column);
  }
  return passed;
}
