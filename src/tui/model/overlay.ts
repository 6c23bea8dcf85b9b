import type { Key } from '../keys/key.ts';
import type { Glyphs, Line, Size } from '../text/index.ts';
import type { Effect } from './effect.ts';
import type { Model } from './model.ts';

/** What an overlay looks like: lines of one width, drawn over the middle of the frame. */
export interface OverlayView {
  lines: readonly Line[];
  /** Where a text is being typed, from the overlay's upper left corner. */
  cursor?: { column: number; row: number };
}

/** What came of a key or a paste. */
export interface OverlayStep {
  /** How the overlay goes on; absent: it closes. */
  overlay?: Overlay;
  effects?: readonly Effect[];
  /** Said in the message line. */
  message?: string;
}

/** Something drawn over the frame that has the keyboard until it closes. An immutable value, like the model around it. */
export interface Overlay {
  /** `palette`, `help`, `kill`: for tests, and for whoever must know what is open. */
  readonly name: string;
  press(key: Key): OverlayStep;
  paste(text: string): OverlayStep;
  /** The model around it has changed: a feed moved, the directives have come. */
  refresh?(model: Model): Overlay;
  /** @param size The most that there is room for. */
  view(size: Size, glyphs: Glyphs): OverlayView;
}

/** An overlay as three pure functions over a model of its own. */
export interface OverlayKind<M> {
  name: string;
  update(model: M, key: Key): OverlayChange<M>;
  /** Absent: a paste does nothing. */
  paste?(model: M, text: string): OverlayChange<M>;
  refresh?(model: M, around: Model): M;
  view(model: M, size: Size, glyphs: Glyphs): OverlayView;
}

/** What came of a key in an overlay's own model. */
export interface OverlayChange<M> {
  model: M;
  effects?: readonly Effect[];
  close?: boolean;
  /** Another overlay takes its place. */
  next?: Overlay;
  message?: string;
}

/** Makes an overlay of its functions and its model. */
export function openOverlay<M>(kind: OverlayKind<M>, model: M): Overlay {
  const step = ({ model: next, effects, close, next: other, message }: OverlayChange<M>): OverlayStep => {
    const overlay = other ?? (close ? undefined : openOverlay(kind, next));
    return { ...(overlay && { overlay }), ...(effects && { effects }), ...(message !== undefined && { message }) };
  };
  return {
    name: kind.name,
    press: (key) => step(kind.update(model, key)),
    paste: (text) => step(kind.paste ? kind.paste(model, text) : { model }),
    ...(kind.refresh && { refresh: (around: Model) => openOverlay(kind, kind.refresh?.(model, around) ?? model) }),
    view: (size, glyphs) => kind.view(model, size, glyphs),
  };
}
