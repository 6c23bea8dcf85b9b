import { detailTabs } from '../../views/threads/detail/tabs.ts';
import type { Model } from '../model.ts';
import { layoutOfModel } from '../room.ts';
import { screenOf } from '../screens/screens.ts';
import { type Step, still } from '../step.ts';

/** Shows the next side of the selected thread. */
export function nextDetail(model: Model): Step {
  const { run } = model;
  if (!run) return still(model);
  const tabs = detailTabs(layoutOfModel(model).kind);
  const tab = tabs[(tabs.indexOf(run.detail.tab) + 1) % tabs.length] ?? 'output';
  return still({ ...model, run: { ...run, detail: { tab, follow: true, top: 0 } } });
}

/** Follows the newest output, or the newest event, or stays where it is. */
export function follow(model: Model): Step {
  const own = screenOf(model).follow;
  if (own) return still(own(model));
  const { run } = model;
  if (!run) return still(model);
  return still({ ...model, run: { ...run, detail: { ...run.detail, follow: !run.detail.follow } } });
}
