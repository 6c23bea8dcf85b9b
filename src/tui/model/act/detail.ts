import { detailTabs } from '../../views/threads/detail/tabs.ts';
import type { Model } from '../model.ts';
import { layoutOfModel } from '../room.ts';
import { type Step, still } from '../step.ts';

/** Shows the next side of the selected thread. */
export function nextDetail(model: Model): Step {
  const { run } = model;
  if (!run) return still(model);
  const tabs = detailTabs(layoutOfModel(model).kind);
  const tab = tabs[(tabs.indexOf(run.detail.tab) + 1) % tabs.length] ?? 'output';
  return still({ ...model, run: { ...run, detail: { tab, follow: true, top: 0 } } });
}

/** Follows the newest output, or stays where it is. */
export function follow(model: Model): Step {
  const { run } = model;
  if (!run) return still(model);
  return still({ ...model, run: { ...run, detail: { ...run.detail, follow: !run.detail.follow } } });
}
