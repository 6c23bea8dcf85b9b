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

const TREE = ['threads'] as const;
const LISTS = ['runs', 'threads'] as const;
/** Lists of which nothing is marked. */
const READ = ['log', 'files'] as const;
const DIFF = ['diff', 'hunks'] as const;
const RUN_PANES = ['threads', 'detail', 'events'] as const;

/** Every key of the cockpit; footer, help and docs/keys.md are made from it. A key that does nothing yet is not in it. */
export const keyTable: readonly KeyEntry[] = [
  { action: 'down', keys: ['j', 'down'], show: 'j/k', label: 'move', help: 'down a line', footer: 10 },
  { action: 'up', keys: ['k', 'up'], show: 'k', label: 'up', help: 'up a line' },
  { action: 'top', keys: ['g', 'home'], show: 'g', label: 'first', help: 'to the first line' },
  { action: 'bottom', keys: ['G', 'end'], show: 'G', label: 'last', help: 'to the last line; output follows again' },
  { action: 'halfDown', keys: ['^d'], show: '^d', label: 'half down', help: 'down half a screen' },
  { action: 'halfUp', keys: ['^u'], show: '^u', label: 'half up', help: 'up half a screen' },
  { action: 'pageDown', keys: ['pagedown'], show: 'PgDn', label: 'page down', help: 'down a screen' },
  { action: 'pageUp', keys: ['pageup'], show: 'PgUp', label: 'page up', help: 'up a screen' },
  {
    action: 'fold',
    keys: ['h', 'left'],
    show: 'h/l',
    panes: TREE,
    label: 'fold',
    help: 'fold the thread, or go to its parent',
    footer: 120,
  },
  { action: 'unfold', keys: ['l', 'right'], show: 'l', panes: TREE, label: 'unfold', help: 'unfold the thread' },
  {
    action: 'columnLeft',
    keys: ['h', 'left'],
    show: 'h/l',
    panes: ['board'],
    label: 'column',
    help: 'to the column at the left',
    footer: 5,
  },
  {
    action: 'columnRight',
    keys: ['l', 'right'],
    show: 'l',
    panes: ['board'],
    label: 'column',
    help: 'to the column at the right',
  },
  {
    action: 'foldAll',
    keys: ['-'],
    show: '-/=',
    panes: TREE,
    label: 'fold all',
    help: 'fold every thread',
    footer: 130,
  },
  { action: 'unfoldAll', keys: ['='], show: '=', panes: TREE, label: 'unfold all', help: 'unfold every thread' },
  {
    action: 'open',
    keys: ['enter'],
    show: 'enter',
    panes: [...LISTS, ...READ, 'diff', 'board'],
    label: 'open',
    help: 'open the run, the thread, event or file in full, or the thread of the card',
    footer: 20,
  },
  {
    action: 'advance',
    keys: ['>'],
    show: '>',
    panes: ['board', 'card'],
    label: 'advance…',
    help: 'move the card to the next column, after a question that shows its gate',
    footer: 32,
  },
  {
    action: 'sendBack',
    keys: ['<'],
    show: '<',
    panes: ['board', 'card'],
    label: 'send back…',
    help: 'send the card back to the column before, with a reason',
    footer: 34,
  },
  {
    action: 'back',
    keys: ['escape'],
    show: 'esc',
    label: 'back',
    when: 'now',
    help: 'back: filter, overlay, view, in that order',
  },
  { action: 'mark', keys: ['space'], show: 'space', panes: LISTS, label: 'mark', help: 'mark or unmark', footer: 30 },
  {
    action: 'answer',
    keys: ['a'],
    show: 'a',
    panes: ['runs', 'threads', 'detail'],
    label: 'answer…',
    help: 'answer what the thread, or one below it, asks',
    footer: 5,
  },
  {
    action: 'approvals',
    keys: ['A'],
    show: 'A',
    label: 'need you',
    help: 'every question that waits, of all runs',
  },
  {
    action: 'pause',
    keys: ['p'],
    show: 'p',
    panes: ['runs', 'threads', 'detail'],
    when: 'now',
    label: 'pause',
    help: 'pause the thread and all below it, or let them continue',
    footer: 40,
  },
  {
    action: 'resume',
    keys: ['r'],
    show: 'r',
    when: 'now',
    label: 'resume…',
    help: 'go on with a run that was interrupted, failed or hit a limit',
    footer: 50,
  },
  {
    action: 'kill',
    keys: ['^k'],
    show: '^k',
    panes: ['runs', 'threads', 'detail'],
    when: 'now',
    label: 'kill…',
    help: 'kill the thread and all below it, after a question',
    footer: 60,
  },
  {
    action: 'budget',
    keys: ['b'],
    show: 'b',
    panes: ['runs', 'threads', 'detail'],
    when: 'now',
    label: 'budget…',
    help: 'a new ceiling for the run',
  },
  {
    action: 'nextDetail',
    keys: ['o'],
    show: 'o',
    panes: ['threads', 'detail'],
    label: 'output',
    help: 'next detail: output, tools, files, prompt, json',
    footer: 70,
  },
  { action: 'edit', keys: ['e'], show: 'e', label: 'edit', help: 'open what the detail shows in $EDITOR', footer: 80 },
  {
    action: 'yank',
    keys: ['y'],
    show: 'y',
    label: 'yank',
    help: 'copy: id, path, output, prompt, inputs, command, patch',
    footer: 90,
  },
  {
    action: 'failedOnly',
    keys: ['f'],
    show: 'f',
    panes: [...LISTS, 'log'],
    label: 'failed only',
    help: 'only what failed, or all again',
    footer: 100,
  },
  {
    action: 'waitingOnly',
    keys: ['w'],
    show: 'w',
    panes: [...LISTS, 'log'],
    label: 'waiting',
    help: 'only what waits for somebody, or all again',
    footer: 110,
  },
  {
    action: 'scrollDown',
    keys: ['J'],
    show: 'J/K',
    panes: [...LISTS, ...READ, 'detail', 'event', 'content', ...DIFF, 'board', 'card'],
    label: 'scroll',
    help: 'scroll the detail down without leaving the list',
  },
  {
    action: 'scrollUp',
    keys: ['K'],
    show: 'K',
    panes: [...LISTS, ...READ, 'detail', 'event', 'content', ...DIFF, 'board', 'card'],
    label: 'scroll up',
    help: 'scroll the detail up without leaving the list',
  },
  {
    action: 'follow',
    keys: ['F'],
    show: 'F',
    panes: ['threads', 'detail', 'log'],
    when: 'now',
    label: 'follow',
    help: 'follow the newest output or event, or stay',
  },
  { action: 'older', keys: ['['], show: '[', panes: RUN_PANES, when: 'now', label: 'older', help: 'older events' },
  { action: 'newer', keys: [']'], show: ']', panes: RUN_PANES, when: 'now', label: 'newer', help: 'newer events' },
  {
    action: 'travel',
    keys: ['t'],
    show: 't',
    panes: RUN_PANES,
    when: 'now',
    label: 'time travel',
    help: 'time travel: the run as it stood at any of its events',
    footer: 75,
  },
  {
    action: 'toNow',
    keys: ['escape'],
    show: 'esc',
    when: 'history',
    label: 'now',
    help: 'leave time travel: the run as it stands now',
    footer: 5,
  },
  { action: 'travelBack', keys: ['['], show: '[ ]', when: 'history', label: 'step', help: 'one event back' },
  { action: 'travelForth', keys: [']'], show: ']', when: 'history', label: 'step forth', help: 'one event forth' },
  { action: 'turnBack', keys: ['{'], show: '{ }', when: 'history', label: 'turn', help: "back to a model's answer" },
  { action: 'turnForth', keys: ['}'], show: '}', when: 'history', label: 'turn forth', help: "on to a model's answer" },
  {
    action: 'fork',
    keys: ['F'],
    show: 'F',
    when: 'history',
    label: 'fork',
    help: 'a new run that goes on from the event that is shown',
  },
  {
    action: 'filter',
    keys: ['/'],
    show: '/',
    panes: [...LISTS, ...READ, 'diff', 'board'],
    label: 'filter',
    help: 'filter: words, !not, -f fuzzy, state:fail model:haiku spend:>0.5',
    footer: 200,
  },
  {
    action: 'nextMatch',
    keys: ['n'],
    show: 'n',
    panes: [...LISTS, ...READ, 'board'],
    label: 'next',
    help: 'next match of the filter',
  },
  {
    action: 'previousMatch',
    keys: ['N'],
    show: 'N',
    panes: [...LISTS, ...READ, 'board'],
    label: 'previous',
    help: 'match before',
  },
  {
    action: 'compare',
    keys: ['d'],
    show: 'd',
    panes: ['runs'],
    label: 'diff marked',
    help: 'compare two marked runs, or the marked one with the selected one',
    footer: 75,
  },
  {
    action: 'nextTab',
    keys: ['o'],
    show: 'o',
    panes: DIFF,
    label: 'next tab',
    help: 'the next tab: summary, outputs, transcript, cost, code',
    footer: 24,
  },
  { action: 'previousTab', keys: ['O'], show: 'O', panes: DIFF, label: 'tab before', help: 'the tab before' },
  {
    action: 'nextHunk',
    keys: ['n'],
    show: 'n/N',
    panes: DIFF,
    label: 'next hunk',
    help: 'next hunk, in the next row where this one has no more',
    footer: 21,
  },
  { action: 'previousHunk', keys: ['N'], show: 'N', panes: DIFF, label: 'hunk before', help: 'the hunk before' },
  {
    action: 'sideBySide',
    keys: ['|'],
    show: '|',
    panes: DIFF,
    label: 'side-by-side',
    help: 'left and right side by side, or below each other',
    footer: 22,
  },
  {
    action: 'ignoreSpace',
    keys: ['w'],
    show: 'w',
    panes: DIFF,
    label: 'ignore space',
    help: 'leave out lines in which only spaces differ, or show them again',
    footer: 23,
  },
  {
    action: 'pageDiff',
    keys: ['D'],
    show: 'D',
    panes: DIFF,
    label: 'pager',
    help: 'the whole patch in $PAGER',
    footer: 201,
  },
  {
    action: 'swapSides',
    keys: ['s'],
    show: 's',
    panes: DIFF,
    label: 'swap sides',
    help: 'left becomes right',
    footer: 202,
  },
  {
    action: 'palette',
    keys: [':'],
    show: ':',
    label: 'command',
    help: 'views, actions and directives by name',
    footer: 210,
  },
  { action: 'help', keys: ['?'], show: '?', label: 'help', help: 'the keys of this pane', footer: 220 },
  { action: 'nextPane', keys: ['tab'], show: 'tab', label: 'next pane', help: 'to the next pane', footer: 230 },
  { action: 'previousPane', keys: ['shift+tab'], show: '⇧tab', label: 'pane before', help: 'to the pane before' },
  { action: 'zoom', keys: ['+'], show: '+', label: 'zoom', help: 'this pane alone', footer: 240 },
  { action: 'unzoom', keys: ['_'], show: '_', label: 'unzoom', help: 'all panes again' },
  { action: 'viewRuns', keys: ['1'], show: '1', label: 'runs', help: 'all runs of the project' },
  { action: 'viewThreads', keys: ['2'], show: '2', label: 'threads', help: 'the threads of the open run' },
  { action: 'viewLog', keys: ['4'], show: '4', label: 'log', help: 'all events of the open run' },
  { action: 'viewFiles', keys: ['6'], show: '6', label: 'files', help: 'what the open run wrote' },
  { action: 'viewDiff', keys: ['5'], show: '5', label: 'diff', help: 'the comparison that was shown last' },
  { action: 'viewBoard', keys: ['3'], show: '3', label: 'board', help: 'the cards of the open run, by column' },
  { action: 'ownLog', keys: ['@'], show: '@', label: 'own log', help: "the cockpit's own messages" },
  {
    action: 'totals',
    keys: ['T'],
    show: 'T',
    panes: RUN_PANES,
    label: 'totals',
    help: 'all threads together: totals, who waits for whom, who is slow',
  },
  { action: 'reload', keys: ['^r'], show: '^r', label: 'reload', help: 'read everything again' },
  { action: 'redraw', keys: ['^l'], show: '^l', label: 'redraw', help: 'draw the screen again' },
  { action: 'suspend', keys: ['^z'], show: '^z', label: 'suspend', help: 'stop the cockpit; `fg` brings it back' },
  { action: 'quit', keys: ['q'], show: 'q', label: 'quit', help: 'leave the view; from the top, quit', footer: 250 },
  { action: 'leave', keys: ['^c'], show: '^c', label: 'quit', help: 'quit at once; runs go on' },
];
