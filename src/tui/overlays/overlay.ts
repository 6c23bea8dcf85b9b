import { type Palette, updatePalette } from '../palette/palette.ts';
import { viewPalette } from '../palette/view-palette.ts';
import type { Glyphs, Size } from '../text/index.ts';
import { type Confirm, updateConfirm } from './confirm/confirm.ts';
import { viewConfirm } from './confirm/view-confirm.ts';
import { type Fork, updateFork } from './fork/fork.ts';
import { viewFork } from './fork/view-fork.ts';
import { type Help, updateHelp } from './help/help.ts';
import { viewHelp } from './help/view-help.ts';
import { type Menu, updateMenu } from './menu/menu.ts';
import { viewMenu } from './menu/view-menu.ts';
import { type MoveCard, updateMoveCard } from './move/move-card.ts';
import { viewMoveCard } from './move/view-move-card.ts';
import { type OwnLog, updateOwnLog, viewOwnLog } from './own-log/own-log.ts';
import { type Prompt, updatePrompt } from './prompt/prompt.ts';
import { viewPrompt } from './prompt/view-prompt.ts';
import type { Queue } from './queue/queue.ts';
import { updateQueue } from './queue/update-queue.ts';
import { viewQueue } from './queue/view-queue.ts';
import type { StartForm } from './start/start-form.ts';
import { updateForm } from './start/update-form.ts';
import { viewForm } from './start/view-form.ts';
import type { OverlayEvent, OverlayView, Step } from './step.ts';
import type { Surroundings } from './surroundings.ts';
import { type Totals, updateTotals, viewTotals } from './totals/totals.ts';

/** What lies over the views and takes the keys while it does. */
export type Overlay = Palette | StartForm | Confirm | Prompt | Menu | Help | OwnLog | Totals | Fork | MoveCard | Queue;

/** Gives a key or a paste to an overlay. It changes nothing but itself: what it wants done, it demands. */
export function updateOverlay(overlay: Overlay, event: OverlayEvent, around: Surroundings): Step<Overlay> {
  switch (overlay.kind) {
    case 'palette':
      return updatePalette(overlay, event, around);
    case 'start':
      return updateForm(overlay, event, around);
    case 'confirm':
      return updateConfirm(overlay, event);
    case 'moveCard':
      return updateMoveCard(overlay, event);
    case 'prompt':
      return updatePrompt(overlay, event, around);
    case 'menu':
      return updateMenu(overlay, event);
    case 'help':
      return updateHelp(overlay, event, around);
    case 'ownLog':
      return updateOwnLog(overlay, event, around);
    case 'totals':
      return updateTotals(overlay, event, around);
    case 'fork':
      return updateFork(overlay, event);
    case 'queue':
      return updateQueue(overlay, event, around);
  }
}

/** Draws an overlay, never larger than the room that there is for it. */
export function viewOverlay(overlay: Overlay, around: Surroundings, room: Size, glyphs: Glyphs): OverlayView {
  switch (overlay.kind) {
    case 'palette':
      return viewPalette(overlay, around, room, glyphs);
    case 'start':
      return viewForm(overlay, around, room, glyphs);
    case 'confirm':
      return viewConfirm(overlay, around, room, glyphs);
    case 'moveCard':
      return viewMoveCard(overlay, around, room, glyphs);
    case 'prompt':
      return viewPrompt(overlay, around, room, glyphs);
    case 'menu':
      return viewMenu(overlay, room, glyphs);
    case 'help':
      return viewHelp(overlay, around, room, glyphs);
    case 'ownLog':
      return viewOwnLog(overlay, around, room, glyphs);
    case 'totals':
      return viewTotals(overlay, around, room, glyphs);
    case 'fork':
      return viewFork(overlay, around, room, glyphs);
    case 'queue':
      return viewQueue(overlay, around, room, glyphs);
  }
}
