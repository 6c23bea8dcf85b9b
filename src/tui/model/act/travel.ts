import type { RunFeed } from '#app';
import { isRunFinal } from '#protocol';
import type { Model, RunScreen } from '../model.ts';
import { reflow } from '../reflow.ts';
import { doing, type Step, say, still } from '../step.ts';
import { foldTo } from '../travel/fold-to.ts';
import { keepSelection } from '../travel/keep-selection.ts';
import type { Travel } from '../travel/travel.ts';

/** Shows the open run as it stood at its last event, or at one that is given. */
export function travel(model: Model, seq?: number): Step {
  const { run } = model;
  if (!run) return still(say(model, 'no run is open'));
  const { feed, facts } = run.travel?.now ?? run;
  if (feed.phase === 'loading') return still(say(model, `${run.runId} is still being read`));
  const last = feed.events.length;
  if (last === 0) return still(say(model, `${run.runId} has no events to go back to`));
  const begun: Travel = run.travel ?? { seq: last, last, stands: standsOf(feed), now: { feed, facts } };
  return goTo(model, { ...run, travel: begun }, begun, seq ?? last);
}

/** One event back or forth. */
export function step(model: Model, by: 1 | -1): Step {
  return moving(model, ({ seq }) => seq + by);
}

/** To the answer of a model before the event that is shown, or after it. */
export function turn(model: Model, by: 1 | -1): Step {
  return moving(model, ({ seq, now }) => {
    const { events } = now.feed;
    let at = seq + by;
    while (at >= 1 && at <= events.length && events[at - 1]?.type !== 'model_call_completed') at += by;
    return at;
  });
}

/** The next slice of a fold that takes long. */
export function foldOn(model: Model): Step {
  const { run } = model;
  return run?.travel?.folding ? goesOn(folded(model, foldTo(run, run.travel))) : still(model);
}

/** The run as it stands now, with all that came meanwhile. */
export function toNow(model: Model): Step {
  const { run } = model;
  if (!run?.travel) return still(model);
  const { travel: left, ...rest } = run;
  return still(keepSelection(model, reflow({ ...model, run: { ...rest, ...left.now, eventsBack: 0 } })));
}

function moving(model: Model, seqOf: (travel: Travel) => number): Step {
  const { run } = model;
  return run?.travel ? goTo(model, run, run.travel, seqOf(run.travel)) : still(model);
}

function goTo(model: Model, run: RunScreen, from: Travel, wanted: number): Step {
  const { feed } = from.now;
  const last = feed.events.length;
  const seq = Math.max(1, Math.min(last, wanted));
  const at: Travel = { ...from, seq, last, stands: standsOf(feed) };
  const next = folded(model, foldTo(run, at));
  const said = wanted === seq ? next : say(next, wanted < 1 ? 'this is the first event' : 'this is the last event');
  return from.folding ? still(said) : goesOn(said);
}

function folded(model: Model, run: RunScreen): Model {
  return keepSelection(model, reflow({ ...model, run }));
}

/** A fold that is not done goes on by itself. */
function goesOn(model: Model): Step {
  return model.run?.travel?.folding ? doing(model, { kind: 'foldOn' }) : still(model);
}

function standsOf({ state, holder }: RunFeed): Travel['stands'] {
  if (isRunFinal(state.status)) return 'ended';
  return holder?.alive === true ? 'live' : 'interrupted';
}
