import type {
  Comparison,
  DirectiveEntry,
  FileContent,
  ProjectFeed,
  ProviderState,
  RunFeed,
  RunRow,
  WholeFile,
} from '#app';
import type { BoardRules, EventCommit, RunState, RunSummary } from '#protocol';
import type { TextInput } from '../input/text-input.ts';
import type { Bindings } from '../keys/bindings.ts';
import type { Action, Pane } from '../keys/entry.ts';
import type { Key } from '../keys/key.ts';
import type { MouseEvent } from '../mouse/read-mouse.ts';
import type { Overlay } from '../overlays/overlay.ts';
import type { Glyphs, Size, ThemeName } from '../text/index.ts';
import type { Commits } from './commits.ts';
import type { DiffScreen } from './diff/diff-state.ts';
import type { WrittenFile, WrittenFiles } from './files/written-files.ts';
import type { LogRows } from './log/log-rows.ts';
import type { RunFacts } from './run-facts.ts';
import type { Scroll } from './scroll.ts';
import type { Travel } from './travel/travel.ts';
import type { TreeRow } from './tree.ts';

/** What can be shown, by the keys 1 to 6. */
export type View = 'runs' | 'threads' | 'board' | 'log' | 'diff' | 'files';

/** A filter of a list, and where the list stood before it. */
export interface ListFilter {
  text: string;
  only?: 'failed' | 'waiting';
  /** Restored when the filter goes. */
  before?: Scroll;
}

/** What view 1 shows. */
export interface RunsScreen {
  /** The rows that the filter leaves, in the feed's order. */
  rows: readonly RunRow[];
  scroll: Scroll;
  marked: ReadonlySet<string>;
  filter: ListFilter;
  /** Lines that the detail pane is scrolled by. */
  detailTop: number;
  /** What is known of the selected run beyond its row, as of a status; `reading` until it has come. */
  summary?: { runId: string; status: string; reading: boolean; known?: RunSummary };
}

/** What the detail pane of a thread can show. */
export type DetailTab = 'events' | 'output' | 'tools' | 'files' | 'prompt' | 'json';

/** How far the detail pane is scrolled. */
export interface DetailState {
  tab: DetailTab;
  /** The newest line is kept in sight. */
  follow: boolean;
  /** The first line that is seen, where it does not follow. */
  top: number;
}

/** The open run, and what view 2 shows of it. */
export interface RunScreen {
  runId: string;
  /** In time travel, the run as it stood at the event that is shown; its newest feed is `travel.now.feed` then. */
  feed: RunFeed;
  facts: RunFacts;
  travel?: Travel;
  /** Which commits its events stand in, as far as it was asked. */
  commits?: Commits;
  rows: readonly TreeRow[];
  /** What `rows` were made of: while it holds, they are not made again. */
  shape?: { state: RunState; threads: number; steps: number; folded: ReadonlySet<string> };
  /** How many threads match the filter. */
  matching: number;
  scroll: Scroll;
  folded: ReadonlySet<string>;
  marked: ReadonlySet<string>;
  filter: ListFilter;
  detail: DetailState;
  /** Events that the events pane is scrolled back by; 0: the newest are seen. */
  eventsBack: number;
  /** What views 4 and 6 show of it; absent until they have been looked at. */
  log?: LogScreen;
  files?: FilesScreen;
}

/** What view 4 shows. */
export interface LogScreen {
  rows: LogRows;
  scroll: Scroll;
  filter: ListFilter;
  /** The newest event is the selected one. */
  follow: boolean;
  /** Whether it was, before a filter: it is again once that goes. */
  followed?: boolean;
  /** Lines that the event is scrolled by. */
  textTop: number;
}

/** What view 6 shows. */
export interface FilesScreen {
  written: WrittenFiles;
  /** Those that the filter leaves, oldest first. */
  rows: readonly WrittenFile[];
  ids: readonly string[];
  /** What `rows` were made of: while it holds, they are not made again. */
  shape?: { written: WrittenFiles; writes: number; filter: string };
  scroll: Scroll;
  filter: ListFilter;
  /** Lines that the content is scrolled by. */
  textTop: number;
  /** What was asked for last, by its hash; `reading` until it has come. */
  content?: { sha256: string; reading: boolean; known?: FileContent };
}

/** What view 3 shows of the open run. */
export interface BoardScreen {
  /** Columns and gates of the project; absent until they have been read. */
  rules?: BoardRules;
  /** Why they could not be read. */
  problem?: string;
  /** The column that has the cursor. */
  column: string;
  /** Of its cards. */
  scroll: Scroll;
  /** The first card that is seen of the other columns. */
  tops: ReadonlyMap<string, number>;
  filter: ListFilter;
  /** Lines that the detail is scrolled by. */
  detailTop: number;
}

/** A line in the message line, and in the cockpit's own log. */
export interface Notice {
  text: string;
  level: 'info' | 'error';
  atMs: number;
}

/** Everything that the screens show; `view` makes a frame of it, `update` the next one. */
export interface Model {
  size: Size;
  glyphs: Glyphs;
  bindings: Bindings;
  projectName: string;
  nowMs: number;
  view: View;
  pane: Pane;
  zoomed: boolean;
  project: ProjectFeed;
  runs: RunsScreen;
  run?: RunScreen;
  /** Absent until two runs were compared. */
  diff?: DiffScreen;
  board: BoardScreen;
  /** A filter that is being typed, for the list in view. */
  prompt?: TextInput;
  /** What lies over the views, the topmost last: it has the keys. */
  overlays: readonly Overlay[];
  /** Absent until they have been read. */
  directives?: readonly DirectiveEntry[];
  /** Why they could not be read. */
  directivesProblem?: string;
  /** Lines of the palette of this session, oldest first. */
  history: readonly string[];
  providers: readonly ProviderState[];
  /** A model's context window, in tokens, where it is known. */
  contextWindow: (model: string) => number | undefined;
  /** The provider that new runs get. */
  provider: string;
  /** The name of this machine, where it is known. */
  machine?: string;
  theme: ThemeName;
  /** The terminal reports what the mouse does. */
  mouse: boolean;
  /** Questions that the terminal has rung for. */
  rungFor: ReadonlySet<string>;
  /** A thread that is to be selected as soon as its run is open and it is there. */
  seek?: { runId: string; thread: string };
  /** Where the project is, where it is known. */
  projectRoot?: string;
  /** Shown until the next key. */
  notice?: Notice;
  log: readonly Notice[];
}

/** What can happen to a model. */
export type Message =
  | { type: 'key'; key: Key }
  | { type: 'paste'; text: string }
  | { type: 'mouse'; event: MouseEvent }
  | { type: 'resize'; size: Size }
  | { type: 'tick'; nowMs: number }
  | { type: 'project'; feed: ProjectFeed }
  | { type: 'run'; feed: RunFeed }
  /** A run is watched from now on, and view 2 shows it. */
  | { type: 'opened'; feed: RunFeed }
  /** The next slice of a long fold. */
  | { type: 'foldOn' }
  | { type: 'travel'; seq: number }
  | { type: 'commits'; runId: string; commits: readonly EventCommit[] }
  /** The fork that a dialog asked for was refused. @param nearest Events of the run that it could be made at. */
  | { type: 'forkRefused'; reason: string; nearest: readonly number[] }
  | { type: 'summary'; runId: string; status: string; known?: RunSummary }
  | { type: 'content'; runId: string; sha256: string; content: FileContent }
  | { type: 'board'; rules?: BoardRules; problem?: string }
  | { type: 'directives'; entries?: readonly DirectiveEntry[]; problem?: string }
  /** The start that a form asked for was refused. */
  | { type: 'startRefused'; reason: string }
  /** What was asked for as `request`: one of both. */
  | { type: 'compared'; request: number; comparison?: Comparison; problem?: { message: string; hint?: string } }
  | { type: 'comparedWhole'; request: number; file: WholeFile }
  | { type: 'act'; action: Action }
  /** Nothing came of an answer to a question. */
  | { type: 'answerRefused'; key: string }
  /** The arguments of a question, as an editor left them. */
  | { type: 'argumentsEdited'; key: string; text: string }
  | { type: 'notice'; text: string; level: 'info' | 'error' };
