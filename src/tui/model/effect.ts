import type { ComparedFile, ResumeRequest, StartRequest, Wish } from '#app';
import type { Event } from '#protocol';
import type { Action } from '../keys/entry.ts';

/** What is to be done outside of the model; one runner performs it. */
export type Effect =
  | { kind: 'steer'; runId: string; wish: Wish /** Said when it is done. */; done: string }
  /** An answer to the question that `key` names. */
  | { kind: 'answer'; key: string; runId: string; wish: Wish; done: string }
  /** Lets somebody edit the arguments of a question. */
  | { kind: 'editArguments'; key: string; text: string }
  /** One bell of the terminal. */
  | { kind: 'ring' }
  | { kind: 'start'; request: StartRequest }
  | { kind: 'resume'; runId: string; request: ResumeRequest }
  | { kind: 'openRun'; runId: string }
  /** Gives keys their turn, then folds on. */
  | { kind: 'foldOn' }
  | { kind: 'commits'; runId: string }
  | { kind: 'fork'; runId: string; seq: number; newId?: string }
  /** For the details of a run in view 1; `status` is the one it was asked at. */
  | { kind: 'summarise'; runId: string; status: string }
  /** For the content of a file in view 6; `event` is the one that names it. */
  | { kind: 'readContent'; runId: string; sha256: string; event: Event }
  /** Two runs; the answer carries the number of the request. */
  | { kind: 'compare'; request: number; a: string; b: string }
  | { kind: 'compareWhole'; request: number; runs: readonly [string, string]; file: ComparedFile }
  /** Into the user's pager. */
  | { kind: 'page'; text: string }
  | { kind: 'copy'; text: string /** What it is, for the message: `id`. */; what: string }
  | { kind: 'edit'; name: string; text: string }
  | { kind: 'loadDirectives' }
  | { kind: 'loadBoard' }
  | { kind: 'reload' }
  | { kind: 'redraw' }
  | { kind: 'suspend' }
  /** Reports of the mouse. */
  | { kind: 'mouse'; on: boolean }
  | { kind: 'quit' }
  /** Does what the action's key would do: how a palette acts. */
  | { kind: 'act'; action: Action }
  /** Puts a message into the model, as from outside. */
  | { kind: 'say'; text: string; level?: 'info' | 'error' };
