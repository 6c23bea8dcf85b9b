import { editInput } from '../input/edit-input.ts';
import { insertText, type TextInput, textInput, textOf } from '../input/text-input.ts';
import type { Key } from '../keys/key.ts';
import { close, leaves, type OverlayEvent, type Step, stay } from '../overlays/step.ts';
import type { Surroundings } from '../overlays/surroundings.ts';
import type { PaletteEntry } from './entry.ts';
import { findCandidates } from './find-candidates.ts';
import { resolveLine } from './resolve-line.ts';

/** The palette while something is typed into it. */
export interface Palette {
  kind: 'palette';
  input: TextInput;
  /** What the list is about: what was typed, and not what `tab` has made of it. */
  query: string;
  /** The entry in the list that was moved to; absent: none, and what is typed decides. */
  chosen?: number;
  /** Which line of the history is shown, counted from the newest; absent: none. */
  recalled?: number;
  /** Why the last line did nothing. */
  message?: string;
}

/** @param text What stands in it already, such as `/`. */
export function openPalette(text = ''): Palette {
  return { kind: 'palette', input: textInput(text), query: text };
}

/** Takes a key or a paste. Nothing but `enter` does anything. */
export function updatePalette(palette: Palette, event: OverlayEvent, around: Surroundings): Step<Palette> {
  if (event.kind === 'paste') return stay(typedInto(palette, insertText(palette.input, event.text)));
  const { key } = event;
  if (leaves(key)) return close();
  if (key.name === 'enter') return enter(palette, around);
  if (key.name === 'tab') return stay(complete(palette, around, key.shift ? -1 : 1));
  const step = stepOf(key);
  if (step !== 0) return stay(move(palette, around, step, key.ctrl));
  const input = editInput(palette.input, key);
  if (input === undefined) return stay(palette);
  return stay(input.graphemes === palette.input.graphemes ? { ...palette, input } : typedInto(palette, input));
}

function stepOf({ name, ctrl }: Key): number {
  if (name === 'down' || (ctrl && name === 'n')) return 1;
  return name === 'up' || (ctrl && name === 'p') ? -1 : 0;
}

function typedInto(_palette: Palette, input: TextInput): Palette {
  return { kind: 'palette', input, query: textOf(input) };
}

function enter(palette: Palette, around: Surroundings): Step<Palette> {
  const line = textOf(palette.input).trim();
  const chosen = palette.chosen === undefined ? undefined : findCandidates(palette.query, around)[palette.chosen];
  const result = resolveLine(line, chosen, around);
  if (result.kind === 'complete') return stay({ ...typedInto(palette, completed(result.entry)) });
  const { resolved } = result;
  if (!resolved.ok) return stay({ ...palette, message: resolved.problem });
  return close(
    { kind: 'remember', line: chosen && !line.startsWith(chosen.entry.name) ? chosen.entry.name : line },
    ...resolved.demands,
  );
}

/** `tab` writes the next entry of the list into the line; what is behind its name is typed after it. */
function complete(palette: Palette, around: Surroundings, step: number): Palette {
  const candidates = findCandidates(palette.query, around);
  if (candidates.length === 0) return palette;
  const from = palette.chosen ?? (step > 0 ? -1 : 0);
  const chosen = (from + step + candidates.length) % candidates.length;
  const entry = candidates[chosen]?.entry;
  return entry ? { kind: 'palette', input: completed(entry), query: palette.query, chosen } : palette;
}

function completed({ name, usage }: PaletteEntry): TextInput {
  return textInput(usage === undefined ? name : `${name} `);
}

/** Down and up go through the list; up from its top, with nothing typed, through the history. */
function move(palette: Palette, around: Surroundings, step: number, listOnly: boolean): Palette {
  const { history } = around;
  const { recalled } = palette;
  const nothingTyped = textOf(palette.input) === '' && palette.chosen === undefined;
  if (!listOnly && (recalled !== undefined || (nothingTyped && step < 0))) {
    const next = (recalled ?? -1) - step;
    const line = history.at(-1 - next);
    if (next < 0) return openPalette();
    return line === undefined || next >= history.length ? palette : { ...openPalette(line), recalled: next };
  }
  const last = findCandidates(palette.query, around).length - 1;
  const chosen = Math.min((palette.chosen ?? -1) + step, last);
  const { chosen: _chosen, message: _message, ...rest } = palette;
  return chosen < 0 ? rest : { ...rest, chosen };
}
