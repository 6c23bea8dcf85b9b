import type { JsonObject } from '../errors.ts';
import type { EventData } from '../events/index.ts';
import type { ThreadStatus } from '../fold/state.ts';

/** How a tool call ended; absent: it has not. */
export type CallOutcome = 'completed' | 'failed' | 'denied' | 'interrupted';

/** Something that a thread did; what it said, what it cost and how long it took are none of it. */
export type ThreadAction =
  | { kind: 'call'; tool: string; input: JsonObject; outcome?: CallOutcome }
  | { kind: 'spawn'; place: string; directive: string; inputs: JsonObject }
  /** A card on the board, by who made it. */
  | { kind: 'move'; what: 'created' | 'moved' | 'returned'; card: string; from?: string; to: string }
  /** A step of a graph, and where it led. */
  | {
      kind: 'step';
      node: string;
      type: EventData<'graph_step_started'>['type'];
      outcome?: 'completed' | 'failed';
      next?: string;
    }
  /** The end of the thread, with the code of its error. */
  | { kind: 'ending'; status: ThreadStatus; code?: string };

/** An action, and where it stands in the log. */
export interface PlacedAction {
  action: ThreadAction;
  /** The event with which it began. */
  seq: number;
  /** The event that says how it ended. */
  endSeq?: number;
}
