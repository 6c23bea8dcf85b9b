import type { Wish } from '#app';
import { usdText } from '#protocol';
import type { Demand } from '../../overlays/demand.ts';
import { openPrompt } from '../../overlays/prompt/prompt.ts';
import { openStartForm } from '../../overlays/start/start-form.ts';
import { sanitize } from '../../text/index.ts';
import { compare } from '../act/compare.ts';
import { setFilter } from '../act/filter-list.ts';
import { openThread } from '../act/open-thread.ts';
import { travel } from '../act/travel.ts';
import { labelOf } from '../label-of.ts';
import type { Model } from '../model.ts';
import { doing, type Step, say, still } from '../step.ts';
import { refusePast } from '../travel/read-only.ts';
import { timeOf } from '../travel/time-of.ts';
import { askToEnd } from './ask-to-end.ts';
import { surroundingsOf } from './surroundings-of.ts';
import { withOverlay } from './with-overlay.ts';

/** How many lines the history of the palette keeps. */
const MOST_REMEMBERED = 200;

/** What is about a run as it is. */
const OF_NOW: ReadonlySet<Demand['kind']> = new Set<Demand['kind']>(['openConfirm', 'openPrompt', 'resume', 'steer']);

/** What an overlay demands becomes a change of the model, or an effect. */
export function meetDemand(model: Model, demand: Demand): Step {
  if (OF_NOW.has(demand.kind) && timeOf(model) === 'history') return refusePast(model);
  switch (demand.kind) {
    case 'action':
      return doing(model, { kind: 'act', action: demand.action });
    case 'openRun':
      return doing(model, { kind: 'openRun', runId: demand.runId });
    case 'compare':
      return compare(model, demand.a, demand.b);
    case 'openThread':
      return openThread(model, demand);
    case 'answer': {
      const { key, runId, wish, what } = demand;
      return doing(model, { kind: 'answer', key, runId, wish, done: sanitize(what) });
    }
    case 'editArguments':
      return doing(model, demand);
    case 'openForm': {
      const entry = model.directives?.find(({ id }) => id === demand.directive);
      if (!entry) return still(say(model, `there is no directive ${sanitize(demand.directive)}`, 'error'));
      return still(withOverlay(model, openStartForm(entry, surroundingsOf(model), demand.values, demand.problem)));
    }
    case 'openConfirm':
      return askToEnd(model, demand.wish, demand.target);
    case 'openPrompt':
      return still(withOverlay(model, openPrompt(demand.purpose, demand.target)));
    case 'start':
      return doing(model, { kind: 'start', request: demand.request });
    case 'resume':
      return doing(say(model, `resuming ${sanitize(demand.runId)}`), demand);
    case 'steer':
      return doing(moving(model, demand.wish), { ...demand, done: doneText(model, demand.runId, demand.wish) });
    case 'fork':
      return doing(model, demand);
    case 'travel':
      return travel(model, demand.seq);
    case 'filter':
      return still(setFilter(model, demand.text));
    case 'set':
      return 'theme' in demand
        ? still(say({ ...model, theme: demand.theme }, `theme ${demand.theme}`))
        : doing(say({ ...model, mouse: demand.mouse }, `mouse ${demand.mouse ? 'on' : 'off'}`), {
            kind: 'mouse',
            on: demand.mouse,
          });
    case 'copy':
      return doing(model, demand);
    case 'say':
      return still(say(model, sanitize(demand.text)));
    case 'remember':
      return still({ ...model, history: remembered(model.history, demand.line) });
  }
}

/** A line that is given twice in a row is kept once. */
function remembered(history: readonly string[], line: string): readonly string[] {
  return history.at(-1) === line ? history : [...history, line].slice(-MOST_REMEMBERED);
}

/** A gate takes its time. */
function moving(model: Model, wish: Wish): Model {
  return wish.kind === 'move_card' ? say(model, sanitize(`moving ${wish.card} to ${wish.to}`)) : model;
}

function doneText({ run }: Model, runId: string, wish: Wish): string {
  const thread = 'thread' in wish && run?.runId === runId ? run.feed.state.threads.get(wish.thread ?? '') : undefined;
  const name = sanitize(thread ? labelOf(thread) : runId);
  switch (wish.kind) {
    case 'pause':
      return `${name} is paused`;
    case 'unpause':
      return `${name} goes on`;
    case 'cancel':
      return `${name} is cancelled`;
    case 'kill':
      return `${name} is killed`;
    case 'message':
      return `${name} has the message`;
    case 'raise_budget':
      return `the ceiling of ${name} is ${usdText(wish.usd)}`;
    case 'raise_limit':
      return `the limit of ${wish.limit} of ${name} is ${wish.to}`;
    case 'move_card':
      return `${sanitize(wish.card)} is in ${sanitize(wish.to)}${wish.force ? ', forced' : ''}`;
    case 'wrap_up':
      return `${name} wraps up`;
    case 'approve':
    case 'deny':
      return `${name} is answered`;
  }
}
