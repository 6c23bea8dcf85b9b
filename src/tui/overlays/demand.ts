import type { ResumeRequest, StartRequest, Wish } from '#app';
import type { Action } from '../keys/entry.ts';
import type { ThemeName } from '../text/index.ts';

/** What an overlay wants done once a key was pressed in it. It does nothing itself. */
export type Demand =
  /** What a key of the table does. */
  | { kind: 'action'; action: Action }
  | { kind: 'openRun'; runId: string }
  /** `RUN` or `RUN@SEQ`, the left side and the right one. */
  | { kind: 'compare'; a: string; b: string }
  /** Shows a thread, in whichever run. */
  | { kind: 'openThread'; runId: string; thread: string }
  | { kind: 'answer'; key: string; runId: string; wish: Wish; what: string }
  | { kind: 'editArguments'; key: string; text: string }
  /** The form of a directive, with what was typed already. */
  | { kind: 'openForm'; directive: string; values: ReadonlyMap<string, string>; problem?: string }
  /** A question or a line of text, on top of whatever is open. */
  | { kind: 'openConfirm'; wish: 'cancel' | 'kill'; target: Target }
  | { kind: 'openPrompt'; purpose: PromptPurpose; target: Target }
  | { kind: 'start'; request: StartRequest }
  | { kind: 'resume'; runId: string; request: ResumeRequest }
  | { kind: 'steer'; runId: string; wish: Wish }
  | { kind: 'fork'; runId: string; seq: number; newId?: string }
  /** To an event of the open run. */
  | { kind: 'travel'; seq: number }
  | { kind: 'filter'; text: string }
  /** A setting of this session. */
  | { kind: 'set'; theme: ThemeName }
  | { kind: 'set'; mouse: boolean }
  /** Into the clipboard; `what` names it, as in "copied the id". */
  | { kind: 'copy'; what: string; text: string }
  | { kind: 'say'; text: string }
  /** A line for the history of the palette. */
  | { kind: 'remember'; line: string };

/** What a wish is about: a run, or one thread of it with everything below. */
export interface Target {
  runId: string;
  /** Thread id. */
  thread?: string;
  /** A card of its board that is to go from a column to another. */
  card?: { id: string; from: string; to: string };
}

/** What a line of text is asked for. */
export type PromptPurpose = 'message' | 'resumeMessage' | 'resumeBudget' | 'raiseBudget' | 'sendBack';
