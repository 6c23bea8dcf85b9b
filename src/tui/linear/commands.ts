import { denyShown, offerQuestions, raiseShown } from './answer.ts';
import { eventLines, outputLines, runLines, standing, threadLines } from './lines.ts';
import type { LinearSession } from './session.ts';
import { offerDirectives, prepareStart } from './start-run.ts';
import { raise, resume, steer, wish } from './steer-run.ts';

/** One word of the linear mode. */
export interface LinearCommand {
  word: string;
  /** What follows it, for the help. */
  takes: string;
  help: string;
  /** @param rest What was typed after the word. */
  run: (session: LinearSession, rest: string) => void | Promise<void>;
}

/** How many runs or events are said at once. */
const MOST = 20;

/** The words that may be typed; `help` and `quit` stand beside them. */
export const LINEAR_COMMANDS: readonly LinearCommand[] = [
  { word: 'runs', takes: '', help: 'the runs of the project; a number opens one', run: offerRuns },
  { word: 'open', takes: 'RUN', help: 'follow a run', run: (session, rest) => session.open(rest) },
  { word: 'status', takes: '', help: 'where the run stands', run: withRun(sayStatus) },
  {
    word: 'threads',
    takes: '',
    help: 'its threads; a number says what that one has put out',
    run: withRun(offerThreads),
  },
  {
    word: 'events',
    takes: '',
    help: `its last ${MOST} events, every kind`,
    run: withRun(sayEvents),
  },
  {
    word: 'start',
    takes: 'DIRECTIVE [NAME=VALUE…]',
    help: 'run a directive; asks before it starts',
    run: prepareStart,
  },
  { word: 'directives', takes: '', help: 'what can be started; a number prepares it', run: offerDirectives },
  {
    word: 'approvals',
    takes: '',
    help: 'what waits for an answer, of all runs; the answers are numbers',
    run: offerQuestions,
  },
  { word: 'deny', takes: '[TEXT]', help: 'no to the question that was shown last, and why', run: denyShown },
  { word: 'raise', takes: 'AMOUNT', help: 'a higher limit, for the question that was shown last', run: raiseShown },
  steering('pause', 'pause the run or one thread'),
  steering('unpause', 'let it go on'),
  steering('cancel', 'cancel the run or one thread with all below it; asks before'),
  steering('kill', 'end it without waiting for what it does; asks before'),
  {
    word: 'message',
    takes: 'TEXT',
    help: 'tell the root thread something',
    run: withRun((session, text) => steer(session, { kind: 'message', text })),
  },
  {
    word: 'budget',
    takes: 'USD',
    help: 'raise the most that the run may spend',
    run: withRun(raise),
  },
  {
    word: 'resume',
    takes: '[TEXT]',
    help: 'go on with the run, with something new to do where TEXT is given',
    run: withRun(resume),
  },
  { word: 'back', takes: '', help: 'follow no run', run: goBack },
];

/** Offers the runs, newest first. */
export function offerRuns(session: LinearSession): void {
  const feed = session.projectFeed();
  if (feed.phase === 'loading') {
    session.say('runs: they are being read; type runs again');
    return;
  }
  if (feed.problem) session.sayError(new Error(feed.problem.message));
  if (feed.rows.length === 0) {
    session.say('No runs yet. Type start DIRECTIVE, or directives for what there is.');
    return;
  }
  session.say(feed.rows.length > MOST ? `the newest ${MOST} of ${feed.rows.length} runs:` : 'runs:');
  session.offerLines(runLines(feed).slice(0, MOST), (id) => session.open(id));
}

function sayStatus(session: LinearSession): void {
  if (session.run) session.say(standing(session.run));
}

function offerThreads(session: LinearSession): void {
  const feed = session.run;
  if (!feed) return;
  session.offerLines(threadLines(feed), (id) => {
    const now = session.run;
    const lines = now ? outputLines(now, id) : [];
    for (const line of lines.length > 0 ? lines : ['it has put nothing out yet']) session.say(line);
  });
}

function sayEvents(session: LinearSession): void {
  const feed = session.run;
  if (feed) for (const line of eventLines(feed, feed.events.slice(-MOST), true)) session.say(line);
}

async function goBack(session: LinearSession): Promise<void> {
  await session.leave();
  offerRuns(session);
}

function steering(kind: 'pause' | 'unpause' | 'cancel' | 'kill', help: string): LinearCommand {
  return { word: kind, takes: '[THREAD]', help, run: withRun((session, name) => wish(session, kind, name)) };
}

/** What makes no sense unless a run is followed. */
function withRun(act: LinearCommand['run']): LinearCommand['run'] {
  return (session, rest) => {
    if (session.run !== undefined) return act(session, rest);
    session.say('no run is followed: type runs, then a number');
    return undefined;
  };
}
