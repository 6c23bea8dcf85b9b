import type { RunFeed } from '#app';
import type { Key } from '../keys/key.ts';
import { keyId, pressed } from '../keys/key.ts';
import { withArguments } from '../overlays/queue/edited-arguments.ts';
import { notAnswered } from '../overlays/queue/queue.ts';
import { sanitize } from '../text/index.ts';
import { detailTabs } from '../views/threads/detail/tabs.ts';
import { act } from './act/actions.ts';
import { takeComparison, takeWhole } from './act/compare.ts';
import { pasteFilter, typeFilter } from './act/filter-list.ts';
import { pointAt } from './act/mouse.ts';
import { foldOn, travel } from './act/travel.ts';
import { takeCommits, wantCommits } from './commits.ts';
import { takeContent, wantContent } from './files/want-content.ts';
import type { Message, Model, RunScreen } from './model.ts';
import { giveToOverlay } from './overlays/give-to-overlay.ts';
import { inQueue } from './overlays/in-queue.ts';
import { refuseFork, refuseStart, startAnswered } from './overlays/start-answer.ts';
import { surroundingsOf } from './overlays/surroundings-of.ts';
import { ringForNew } from './questions.ts';
import { reflow } from './reflow.ts';
import { layoutOfModel } from './room.ts';
import { createRunFacts, takeEvents } from './run-facts.ts';
import { topOfList } from './scroll.ts';
import { type Step, say, still, without } from './step.ts';
import { keepPast, refusePast } from './travel/read-only.ts';
import { timeOf } from './travel/time-of.ts';
import { takeSummary, wantSummary } from './want-summary.ts';

/**
 * The next model, and what is to be done outside of it. Pure, but for a run's facts, which grow with its log, and for what is
 * folded of it in time travel.
 */
export function update(model: Model, message: Message): Step {
  const step = wantContent(wantCommits(wantSummary(keepPast(model, take(model, message)))));
  return BRINGS_QUESTIONS.has(message.type) ? ringForNew(step) : step;
}

const BRINGS_QUESTIONS: ReadonlySet<Message['type']> = new Set(['project', 'run', 'opened']);

function take(model: Model, message: Message): Step {
  switch (message.type) {
    case 'key':
      return press(without(model, 'notice'), acceptKey(message.key));
    case 'paste':
      return paste(model, message.text);
    case 'mouse':
      return still(pointAt(model, message.event));
    case 'act':
      return act(model, message.action);
    case 'resize':
      return still(reflow({ ...model, size: message.size }));
    case 'tick':
      return still({ ...model, nowMs: message.nowMs });
    case 'project':
      return still(reflow({ ...model, project: message.feed }));
    case 'run':
      return still(withFeed(model, message.feed));
    case 'opened':
      return still(opened(startAnswered(model), message.feed));
    case 'foldOn':
      return foldOn(model);
    case 'travel':
      return travel(model, message.seq);
    case 'commits':
      return still(takeCommits(model, message.runId, message.commits));
    case 'forkRefused':
      return still(refuseFork(model, message.reason, message.nearest));
    case 'summary':
      return still(takeSummary(model, message, message.known));
    case 'content':
      return still(takeContent(model, message));
    case 'board':
      return still(withBoard(model, message));
    case 'directives':
      return still(withDirectives(model, message));
    case 'compared':
      return still(takeComparison(model, message));
    case 'comparedWhole':
      return still(takeWhole(model, message));
    case 'startRefused':
      return still(refuseStart(model, message.reason));
    case 'answerRefused':
      return still(inQueue(model, (queue) => notAnswered(queue, message.key)));
    case 'argumentsEdited':
      return still(inQueue(model, (queue) => withArguments(queue, message, surroundingsOf(model))));
    case 'notice':
      return still(say(model, sanitize(message.text), message.level));
  }
}

/** `^j` is enter, as in a shell; what is typed before the terminal is in raw mode has its enters turned into it. */
function acceptKey(key: Key): Key {
  return keyId(key) === '^j' ? pressed('enter') : key;
}

/** Who gets a key: an overlay, a filter that is typed, then the table. */
function press(model: Model, key: Key): Step {
  const { overlays, prompt } = model;
  // What cannot be seen takes no keys.
  if (layoutOfModel(model).kind === 'small') return LEAVES.has(keyId(key)) ? act(model, 'leave') : still(model);
  if (overlays.length > 0) return giveToOverlay(model, { kind: 'key', key });
  if (prompt) return typeFilter(model, prompt, key);
  if (keyId(key) === '^c') return act(model, 'leave');
  const time = timeOf(model);
  const action = model.bindings.actionOf(model.pane, keyId(key), time);
  if (action) return act(model, action);
  if (time === 'history' && model.bindings.actionOf(model.pane, keyId(key))) return refusePast(model);
  return still(model);
}

const LEAVES: ReadonlySet<string> = new Set(['q', '^c']);

function paste(model: Model, text: string): Step {
  const { overlays, prompt } = model;
  if (overlays.length > 0) return giveToOverlay(model, { kind: 'paste', text });
  return prompt ? pasteFilter(model, prompt, text) : still(model);
}

function withDirectives(model: Model, { entries, problem }: Extract<Message, { type: 'directives' }>): Model {
  const { directivesProblem: _before, ...rest } = model;
  return {
    ...rest,
    ...(entries && { directives: entries }),
    ...(problem !== undefined && { directivesProblem: problem }),
  };
}

function withFeed(model: Model, feed: RunFeed): Model {
  const { run } = model;
  if (feed.runId !== run?.runId) return model;
  if (!run.travel) return reflow({ ...model, run: { ...run, feed, facts: takeEvents(run.facts, feed) } });
  const now = { feed, facts: takeEvents(run.travel.now.facts, feed) };
  return { ...model, run: { ...run, travel: { ...run.travel, now } } };
}

function withBoard(model: Model, { rules, problem }: Extract<Message, { type: 'board' }>): Model {
  const { problem: _before, ...board } = model.board;
  return reflow({
    ...model,
    board: { ...board, ...(rules && { rules }), ...(problem !== undefined && { problem: sanitize(problem) }) },
  });
}

function opened(model: Model, feed: RunFeed): Model {
  // A run that is only read again stays in the view where it is looked at.
  const stays = model.run?.runId === feed.runId && model.view === 'board';
  const view = stays ? model : { ...model, view: 'threads' as const, pane: 'threads' as const, zoomed: false };
  const run: RunScreen = {
    runId: feed.runId,
    feed,
    facts: takeEvents(createRunFacts(feed.runId), feed),
    rows: [],
    matching: 0,
    scroll: topOfList,
    folded: new Set(),
    marked: new Set(),
    filter: { text: '' },
    detail: { tab: detailTabs(layoutOfModel(view).kind)[0] ?? 'output', follow: true, top: 0 },
    eventsBack: 0,
  };
  return reflow({ ...view, run });
}
