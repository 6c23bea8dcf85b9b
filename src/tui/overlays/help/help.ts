import { editInput } from '../../input/edit-input.ts';
import { insertText, type TextInput, textInput, textOf } from '../../input/text-input.ts';
import type { KeyEntry } from '../../keys/entry.ts';
import type { Key } from '../../keys/key.ts';
import { fuzzyMatch } from '../../palette/fuzzy.ts';
import { close, leaves, type OverlayEvent, type Step, stay } from '../step.ts';
import type { Surroundings } from '../surroundings.ts';

/** The keys of the focused pane. What is typed searches them. */
export interface Help {
  kind: 'help';
  input: TextInput;
  /** The first entry that is seen. */
  top: number;
}

export function openHelp(): Help {
  return { kind: 'help', input: textInput(), top: 0 };
}

export function updateHelp(help: Help, event: OverlayEvent, around: Surroundings): Step<Help> {
  if (event.kind === 'paste') return stay({ ...help, input: insertText(help.input, event.text), top: 0 });
  const { key } = event;
  // A question mark closes what a question mark has opened, as long as nothing is searched for.
  const again = key.text === '?' && help.input.graphemes.length === 0;
  if (leaves(key) || key.name === 'enter' || again) return close();
  const step = scrollOf(key);
  if (step !== 0) {
    const last = Math.max(0, foundEntries(help, around).length - 1);
    return stay({ ...help, top: Math.max(0, Math.min(help.top + step, last)) });
  }
  const input = editInput(help.input, key);
  return stay(input === undefined ? help : { ...help, input, top: 0 });
}

/** Exactly the entries of the focused pane, in the order of the table; while something is typed, those that answer. */
export function foundEntries(
  { input }: Pick<Help, 'input'>,
  { keys }: Pick<Surroundings, 'keys'>,
): readonly KeyEntry[] {
  const wanted = textOf(input).trim();
  if (wanted === '') return keys;
  // Scattered letters are in nearly every sentence: they answer nothing.
  return keys.filter(({ keys: names, label, help }) => {
    const match = fuzzyMatch(wanted, `${names.join(' ')} ${label} ${help}`);
    return match !== undefined && match.kind !== 'scattered';
  });
}

function scrollOf({ name, ctrl }: Key): number {
  if (name === 'down' || (ctrl && name === 'n')) return 1;
  if (name === 'up' || (ctrl && name === 'p')) return -1;
  return name === 'pagedown' ? 10 : name === 'pageup' ? -10 : 0;
}
