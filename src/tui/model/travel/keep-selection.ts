import type { Model } from '../model.ts';
import { listHeight } from '../room.ts';
import { select } from '../scroll.ts';
import type { Travel } from './travel.ts';

/**
 * A thread that was not there yet gives the selection to one above it, and gets it back where it is there again, unless
 * somebody has moved it meanwhile.
 * @param before The model before the step that led to `model`.
 */
export function keepSelection(before: Model, model: Model): Model {
  const { run } = model;
  const selected = before.run?.scroll.selected;
  const lost = before.run?.travel?.lost;
  const wanted = lost && lost.instead === selected ? lost.wanted : selected;
  if (!run || wanted === undefined || wanted === run.scroll.selected) return withLost(model, undefined);
  const ids = run.rows.map(({ id }) => id);
  const at = ids.indexOf(wanted);
  if (at < 0) return withLost(model, { wanted, instead: run.scroll.selected });
  const scroll = select(ids, run.scroll, at, listHeight(model, 'threads'));
  return withLost({ ...model, run: { ...run, scroll } }, undefined);
}

function withLost(model: Model, lost: Travel['lost']): Model {
  const { run } = model;
  if (!run?.travel || run.travel.lost === lost) return model;
  const { lost: _before, ...travel } = run.travel;
  return { ...model, run: { ...run, travel: { ...travel, ...(lost && { lost }) } } };
}
