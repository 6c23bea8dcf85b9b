import { layoutOf, type PaneName, paneSize } from '../layout/layout.ts';
import type { Size } from '../text/index.ts';
import { bannerOf } from './banner.ts';
import type { Model } from './model.ts';

/** The layout of the model's screen. */
export function layoutOfModel(model: Model) {
  return layoutOf({
    size: model.size,
    view: model.view,
    banner: bannerOf(model) !== undefined,
    ...(model.zoomed && { zoomed: model.pane }),
  });
}

/** The room inside of a pane's frame, none where it is not shown. */
export function paneRoom(model: Model, name: PaneName): Size {
  const size = paneSize(layoutOfModel(model), name);
  return { columns: Math.max(0, (size?.columns ?? 0) - 2), rows: Math.max(0, (size?.rows ?? 0) - 2) };
}

/** Rows of a list that are seen: the first line of its pane names the columns. */
export function listHeight(model: Model, name: PaneName): number {
  return Math.max(1, paneRoom(model, name).rows - 1);
}
