import type { ProjectFeed, ProviderState } from '#app';
import type { Bindings } from '../keys/bindings.ts';
import type { Glyphs, Size } from '../text/index.ts';
import type { Model } from './model.ts';
import { reflow } from './reflow.ts';
import { topOfList } from './scroll.ts';

/** What a model begins with. */
export interface Beginning {
  size: Size;
  glyphs: Glyphs;
  bindings: Bindings;
  projectName: string;
  nowMs: number;
  project: ProjectFeed;
  providers: readonly ProviderState[];
  provider: string;
  contextWindow: Model['contextWindow'];
  machine?: string;
  theme: Model['theme'];
  mouse: boolean;
  projectRoot?: string;
}

/** The model of a cockpit that has just been opened, at view 1. */
export function createModel(beginning: Beginning): Model {
  return reflow({
    ...beginning,
    view: 'runs',
    pane: 'runs',
    zoomed: false,
    runs: { rows: [], scroll: topOfList, marked: new Set(), filter: { text: '' }, detailTop: 0 },
    board: { column: '', scroll: topOfList, tops: new Map(), filter: { text: '' }, detailTop: 0 },
    overlays: [],
    history: [],
    log: [],
    rungFor: new Set(),
  });
}
