import type { RunFeed } from '#app';
import type { Key } from '../keys/key.ts';
import { keyId } from '../keys/key.ts';
import { sanitize } from '../text/index.ts';
import { detailTabs } from '../views/threads/detail/tabs.ts';
import { act } from './act/actions.ts';
import { pasteFilter, typeFilter } from './act/filter-list.ts';
import type { Message, Model, RunScreen } from './model.ts';
import type { Overlay, OverlayStep } from './overlay.ts';
import { layoutOfModel, reflow } from './reflow.ts';
import { createRunFacts, takeEvents } from './run-facts.ts';
import { topOfList } from './scroll.ts';
import { doing, type Step, say, still, without } from './step.ts';

/** The next model, and what is to be done outside of it. Pure, but for a run's facts, which grow with its log. */
export function update(model: Model, message: Message): Step {
  switch (message.type) {
    case 'key':
      return press(without(model, 'notice'), message.key);
    case 'paste':
      return paste(model, message.text);
    case 'act':
      return act(model, message.action);
    case 'resize':
      return still(refreshed(reflow({ ...model, size: message.size })));
    case 'tick':
      return still(refreshed({ ...model, nowMs: message.nowMs }));
    case 'project':
      return still(refreshed(reflow({ ...model, project: message.feed })));
    case 'run':
      return still(model.run ? refreshed(reflow({ ...model, run: withFeed(model.run, message.feed) })) : model);
    case 'opened':
      return still(opened(model, message.feed));
    case 'directives':
      return still(refreshed({ ...model, directives: message.entries }));
    case 'notice':
      return still(say(model, sanitize(message.text), message.level));
  }
}

/** Who gets a key: an overlay, a filter that is typed, then the table. */
function press(model: Model, key: Key): Step {
  const { overlay, prompt } = model;
  if (keyId(key) === '^c') return act(model, 'leave');
  if (overlay) return take(model, overlay.press(key));
  if (prompt) return typeFilter(model, prompt, key);
  const action = model.bindings.actionOf(model.pane, keyId(key));
  if (action) return act(model, action);
  const later = LATER[key.name];
  return still(later === undefined ? model : say(model, `the view ${later} does not exist yet`));
}

/** Views that are drawn and not there yet, by their keys. */
const LATER: Readonly<Record<string, string>> = { '3': 'Board', '4': 'Log', '5': 'Diff', '6': 'Files' };

function paste(model: Model, text: string): Step {
  const { overlay, prompt } = model;
  if (overlay) return take(model, overlay.paste(text));
  return prompt ? pasteFilter(model, prompt, text) : still(model);
}

function take(model: Model, step: OverlayStep): Step {
  const next: Model = step.overlay ? { ...model, overlay: step.overlay } : without(model, 'overlay');
  const said = step.message === undefined ? next : say(next, sanitize(step.message));
  return doing(said, ...(step.effects ?? []));
}

function refreshed(model: Model): Model {
  const overlay: Overlay | undefined = model.overlay?.refresh?.(model);
  return overlay ? { ...model, overlay } : model;
}

function withFeed(run: RunScreen, feed: RunFeed): RunScreen {
  return feed.runId === run.runId ? { ...run, feed, facts: takeEvents(run.facts, feed) } : run;
}

function opened(model: Model, feed: RunFeed): Model {
  const view = { ...model, view: 'threads' as const, pane: 'threads' as const, zoomed: false };
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
