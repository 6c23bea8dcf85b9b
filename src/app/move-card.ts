import type { BoardRules, JsonObject, RunWriter } from '#protocol';
import { loadBoard, recordMove, type TargetedIntent } from '#runtime';
import type { AppContext } from './app-context.ts';
import { openProject, type Project } from './open-project.ts';

/** Where a card is to go. */
export interface CardMove {
  card: string;
  to: string;
  /** Red gates do not hold it. */
  force?: boolean;
  /** Why: a card that is sent back needs one. */
  note?: string;
}

/** The columns of the project's board, and the gates before them. @throws {RyeError} `runtime/bad-board` */
export async function readBoard(context: AppContext): Promise<BoardRules> {
  const { library } = await openProject(context);
  return loadBoard(library);
}

/** The longest that the gates of the board may take, in ms. */
export async function gatesMs({ library }: Project): Promise<number> {
  const { gates } = await loadBoard(library);
  const seconds = Object.values(gates).map((gate) => ('command' in gate ? gate.timeout_seconds : 0));
  return seconds.reduce((sum, each) => sum + each, 0) * 1000;
}

/** Moves a card of a run that nobody drives; no model is asked. Returns why it stays, where it does. */
export async function carryMove(
  context: AppContext,
  project: Project,
  { writer, intent }: { writer: RunWriter; intent: TargetedIntent },
): Promise<{ refused?: string }> {
  const { createPorts } = await import('./create-ports.ts');
  return recordMove(writer, await createPorts(context, project, { provider: 'none', noModel: true }), intent);
}

/** What is left in the inbox. A note without words is none. */
export async function moveArgs(env: AppContext['env'], { card, to, force, note }: CardMove): Promise<JsonObject> {
  const { createRedactor } = await import('#tools');
  const said = note === undefined || note.trim() === '' ? undefined : await createRedactor({ env }).text(note.trim());
  return { card, to, ...(force && { force }), ...(said !== undefined && { note: said }) };
}
