import type { StartRequest } from '#app';
import { inputValue, type JsonObject } from '#protocol';
import { textOf } from '../../input/text-input.ts';
import { parseUsd } from '../parse-usd.ts';
import type { Surroundings } from '../surroundings.ts';
import type { FormField, StartForm } from './start-form.ts';

/** A request that can be sent, or the form with what is wrong marked in it. */
export type CheckedForm = { ok: true; request: StartRequest } | { ok: false; form: StartForm };

/** Reads a form. Nothing is sent while a field is missing, does not fit its type, or nobody could answer. */
export function checkForm(form: StartForm, { providers }: Surroundings): CheckedForm {
  const { entry } = form;
  if (entry.problem)
    return {
      ok: false,
      form: { ...form, message: 'It cannot be run as it stands: mend the file first, then open the form anew.' },
    };
  const fields = form.fields.map(checkField);
  const wrong = fields.findIndex(({ problem }) => problem !== undefined);
  if (wrong >= 0) {
    const field = fields[wrong];
    return { ok: false, form: { ...form, fields, focus: wrong, message: `${field?.label} is ${field?.problem}` } };
  }
  const provider = providers.find(({ name }) => name === form.provider);
  // A graph may need nobody to answer; where it does, the start says so.
  if (provider && !provider.ready && form.entry.kind !== 'graph') {
    const focus = fields.findIndex(({ id }) => id === 'provider');
    const message = `${provider.name} cannot answer: ${provider.reason ?? 'it is not ready'}`;
    return { ok: false, form: { ...form, fields, focus, message } };
  }
  return { ok: true, request: requestOf(form) };
}

function checkField(field: FormField): FormField {
  const { problem: _problem, ...rest } = field;
  const problem = problemOf(field);
  return problem === undefined ? rest : { ...rest, problem };
}

function problemOf({ id, type, required, input }: FormField): string | undefined {
  const text = textOf(input);
  if (text.trim() === '') return required ? 'required' : undefined;
  if (id === 'ceiling') {
    const usd = parseUsd(text);
    return usd === undefined || usd === 0 ? 'to be an amount above 0 such as 0.50, in USD' : undefined;
  }
  if (!id.startsWith('input:')) return undefined;
  const read = inputValue(type, text.trim());
  return read.ok ? undefined : `to be of type ${type}, such as ${read.example}`;
}

function requestOf({ entry, fields, provider }: StartForm): StartRequest {
  const typed = (id: string): string =>
    fields.flatMap((field) => (field.id === id ? textOf(field.input).trim() : []))[0] ?? '';
  const model = typed('model');
  const budgetUsd = parseUsd(typed('ceiling'));
  return {
    item: entry.id,
    ...(entry.kind && { kind: entry.kind }),
    inputs: inputsOf(fields),
    provider,
    ...(model !== '' && { model }),
    ...(budgetUsd !== undefined && { budgetUsd }),
  };
}

/** What nothing was typed for is left out, so that the directive's default holds. */
function inputsOf(fields: readonly FormField[]): JsonObject {
  const given = fields.flatMap(({ id, type, input }) => {
    const text = textOf(input);
    if (!id.startsWith('input:') || text.trim() === '') return [];
    const plain = inputValue(type, text);
    const read = plain.ok ? plain : inputValue(type, text.trim());
    return read.ok ? [[id.slice('input:'.length), read.value] as const] : [];
  });
  return Object.fromEntries(given);
}
