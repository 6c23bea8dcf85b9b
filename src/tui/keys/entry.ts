/** Where keys go to: the list of each view and the text beside it; in view 2 the events as well. */
export type Pane =
  | 'runs'
  | 'run'
  | 'threads'
  | 'detail'
  | 'events'
  | 'log'
  | 'event'
  | 'files'
  | 'content'
  | 'diff'
  | 'hunks'
  | 'board'
  | 'card';

/** What is shown of the open run: how it stands now, or how it stood at an earlier event. */
export type Time = 'now' | 'history';

/** One thing that a key does. */
export interface KeyEntry {
  action: Action;
  /** As `keyId` names them. */
  keys: readonly string[];
  /** How they read in the footer and in help. */
  show: string;
  /** Panes where the key does this; absent: everywhere. */
  panes?: readonly Pane[];
  /** When the key does this: while the open run is shown as it is, or as it was; absent: always. */
  when?: Time;
  /** One or two words, for the footer. */
  label: string;
  /** One line, for help and docs. */
  help: string;
  /** Its place in the footer, lowest first; absent: in help only. */
  footer?: number;
}

export type Action =
  | 'down'
  | 'up'
  | 'top'
  | 'bottom'
  | 'halfDown'
  | 'halfUp'
  | 'pageDown'
  | 'pageUp'
  | 'fold'
  | 'unfold'
  | 'foldAll'
  | 'unfoldAll'
  | 'open'
  | 'back'
  | 'viewRuns'
  | 'viewThreads'
  | 'viewLog'
  | 'viewFiles'
  | 'viewDiff'
  | 'viewBoard'
  | 'columnLeft'
  | 'columnRight'
  | 'advance'
  | 'sendBack'
  | 'nextPane'
  | 'previousPane'
  | 'zoom'
  | 'unzoom'
  | 'filter'
  | 'nextMatch'
  | 'previousMatch'
  | 'failedOnly'
  | 'waitingOnly'
  | 'palette'
  | 'help'
  | 'mark'
  | 'answer'
  | 'approvals'
  | 'pause'
  | 'resume'
  | 'kill'
  | 'budget'
  | 'nextDetail'
  | 'scrollDown'
  | 'scrollUp'
  | 'follow'
  | 'older'
  | 'newer'
  | 'travel'
  | 'travelBack'
  | 'travelForth'
  | 'turnBack'
  | 'turnForth'
  | 'fork'
  | 'toNow'
  | 'yank'
  | 'edit'
  | 'ownLog'
  | 'totals'
  | 'compare'
  | 'nextTab'
  | 'previousTab'
  | 'nextHunk'
  | 'previousHunk'
  | 'sideBySide'
  | 'ignoreSpace'
  | 'swapSides'
  | 'pageDiff'
  | 'reload'
  | 'redraw'
  | 'suspend'
  | 'quit'
  | 'leave';
