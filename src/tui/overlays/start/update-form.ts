import { editInput } from '../../input/edit-input.ts';
import { insertText, type TextInput } from '../../input/text-input.ts';
import { close, leaves, type OverlayEvent, type Step, stay } from '../step.ts';
import type { Surroundings } from '../surroundings.ts';
import { checkForm } from './check-form.ts';
import type { FormField, StartForm } from './start-form.ts';

/** Takes a key or a paste. `enter` checks and asks for the start; the form stays until that is answered. */
export function updateForm(form: StartForm, event: OverlayEvent, around: Surroundings): Step<StartForm> {
  const field = form.fields[form.focus];
  if (event.kind === 'paste') {
    return stay(field && isText(field) && !form.sending ? typedInto(form, insertText(field.input, event.text)) : form);
  }
  const { key } = event;
  if (leaves(key)) return close();
  // What was sent is not changed any more; what was typed is still there if it is refused.
  if (form.sending || !field) return stay(form);
  if (key.name === 'enter') return send(form, around);
  if (key.name === 'tab') return stay(focusOn(form, form.focus + (key.shift ? -1 : 1)));
  if (key.name === 'down' || (key.ctrl && key.name === 'n')) return stay(focusOn(form, form.focus + 1));
  if (key.name === 'up' || (key.ctrl && key.name === 'p')) return stay(focusOn(form, form.focus - 1));
  if (!isText(field)) return stay(choose(form, around, key.name));
  const input = editInput(field.input, key);
  return stay(input === undefined ? form : typedInto(form, input));
}

/** The start was refused: the reason stands in the form, with everything that was typed. */
export function refuseForm(form: StartForm, message: string): StartForm {
  return { ...form, sending: false, message };
}

function send(form: StartForm, around: Surroundings): Step<StartForm> {
  const checked = checkForm(form, around);
  if (!checked.ok) return stay(checked.form);
  const { message: _message, ...rest } = form;
  return stay({ ...rest, sending: true }, { kind: 'start', request: checked.request });
}

function isText({ id }: FormField): boolean {
  return id !== 'provider';
}

function focusOn(form: StartForm, index: number): StartForm {
  const count = form.fields.length;
  return { ...form, focus: (index + count) % count };
}

/** A mark stands until its field is changed. */
function typedInto(form: StartForm, input: TextInput): StartForm {
  const fields = form.fields.map((field, index) => {
    if (index !== form.focus || field.input === input) return field;
    const { problem: _problem, ...rest } = field;
    return input.graphemes === field.input.graphemes ? { ...field, input } : { ...rest, input };
  });
  // What a check said goes with its mark; why a start was refused stays until it is tried again.
  const { message: _message, ...rest } = form;
  return form.fields[form.focus]?.problem === undefined ? { ...form, fields } : { ...rest, fields };
}

function choose(form: StartForm, { providers }: Surroundings, name: string): StartForm {
  const step = name === 'right' || name === 'space' || name === 'l' ? 1 : name === 'left' || name === 'h' ? -1 : 0;
  if (step === 0 || providers.length === 0) return form;
  const at = providers.findIndex((provider) => provider.name === form.provider);
  const next = providers[(Math.max(0, at) + step + providers.length) % providers.length];
  return next ? { ...form, provider: next.name } : form;
}
