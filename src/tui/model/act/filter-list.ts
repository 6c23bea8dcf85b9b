import { editInput } from '../../input/edit-input.ts';
import { insertText, type TextInput, textInput, textOf } from '../../input/text-input.ts';
import type { Key } from '../../keys/key.ts';
import type { ListFilter, Model } from '../model.ts';
import { reflow } from '../reflow.ts';
import { screenOf } from '../screens/screens.ts';
import { type Step, still, without } from '../step.ts';
import { selectRow } from './move.ts';

/** Begins to type a filter. */
export function openFilter(model: Model): Step {
  return still({ ...model, prompt: textInput(filterOf(model).text) });
}

/** What a key does while a filter is typed: the list follows each letter; enter keeps it, esc takes it away. */
export function typeFilter(model: Model, prompt: TextInput, key: Key): Step {
  if (key.name === 'escape' || (key.ctrl && key.name === 'c')) return still(clearFilter(model));
  if (key.name === 'enter' || key.name === 'tab') return still(without(model, 'prompt'));
  const next = editInput(prompt, key);
  return still(next ? withText(model, next) : model);
}

/** A paste into a filter that is being typed. */
export function pasteFilter(model: Model, prompt: TextInput, text: string): Step {
  return still(withText(model, insertText(prompt, text)));
}

/** Only what failed, or only what waits for somebody; the same again shows all. */
export function showOnly(model: Model, only: 'failed' | 'waiting'): Step {
  const filter = filterOf(model);
  return still(
    filter.only === only ? withFilter(model, { text: filter.text }) : withFilter(model, { text: filter.text, only }),
  );
}

/** Sets the filter of the list in view, as the palette does; an empty one shows all. */
export function setFilter(model: Model, text: string): Model {
  return withFilter(model, { text });
}

/** True where a filter hides rows of the list in view. */
export function isFiltered(model: Model): boolean {
  const { text, only } = filterOf(model);
  return text !== '' || only !== undefined;
}

/** All rows again, selection and scroll as they were before. */
export function clearFilter(model: Model): Model {
  return without(withFilter(model, { text: '' }), 'prompt');
}

/** To the next row that matches, round the end. */
export function nextMatch(model: Model, direction: 1 | -1): Step {
  const screen = screenOf(model);
  const matching = screen.matches(model);
  if (matching.length === 0) return still(model);
  const { index } = screen.scroll(model);
  const further = direction === 1 ? matching.find((at) => at > index) : matching.findLast((at) => at < index);
  const at = further ?? (direction === 1 ? matching[0] : matching.at(-1)) ?? index;
  return still(selectRow(model, at));
}

function filterOf(model: Model): ListFilter {
  return screenOf(model).filter(model);
}

function withText(model: Model, prompt: TextInput): Model {
  const { only } = filterOf(model);
  return withFilter({ ...model, prompt }, { text: textOf(prompt), ...(only && { only }) });
}

/** Sets the filter of the list in view, and remembers where the list stood before its first. */
function withFilter(model: Model, filter: Omit<ListFilter, 'before'>): Model {
  const screen = screenOf(model);
  const empty = filter.text === '' && filter.only === undefined;
  const scroll = screen.scroll(model);
  const before = filterOf(model).before ?? scroll;
  const filtered = screen.withFilter(model, empty ? filter : { ...filter, before });
  return reflow(empty ? screen.withScroll(filtered, before) : filtered);
}
