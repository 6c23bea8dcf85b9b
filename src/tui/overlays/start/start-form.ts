import type { DirectiveEntry } from '#app';
import { type TextInput, textInput } from '../../input/text-input.ts';
import { amountText } from '../amount-text.ts';
import type { Surroundings } from '../surroundings.ts';

/** One line of the form. */
export interface FormField {
  /** `input:<name>` for an input of the directive. */
  id: string;
  label: string;
  /** What it expects, in a word. */
  type: string;
  required: boolean;
  description: string;
  input: TextInput;
  /** Shown while nothing is typed; for an input, the default of the directive. */
  placeholder: string;
  /** Why it is not taken as it stands. */
  problem?: string;
}

/** The form that starts a run. It always holds the ceiling, and nothing starts but from here. */
export interface StartForm {
  kind: 'start';
  entry: DirectiveEntry;
  fields: readonly FormField[];
  /** Index of the field that keys go to. */
  focus: number;
  /** Name of the provider that was chosen. */
  provider: string;
  /** The start has been asked for and is not answered yet. */
  sending: boolean;
  /** Why it did not start. */
  message?: string;
}

/** @param values Inputs as typed already, by name. @param problem What of them could not be placed. */
export function openStartForm(
  entry: DirectiveEntry,
  around: Pick<Surroundings, 'provider'>,
  values: ReadonlyMap<string, string> = new Map(),
  problem?: string,
): StartForm {
  const declared = entry.inputs.map((field) => field.name);
  const others = [...values.keys()].filter((name) => !declared.includes(name));
  const inputs: FormField[] = [
    ...entry.inputs.map((field) => ({ ...field, default: field.default ?? '' })),
    ...others.map((name) => ({ name, type: 'string', required: false, description: 'not declared', default: '' })),
  ].map(({ name, type, required, description = '', default: fallback }) => ({
    id: `input:${name}`,
    label: name,
    type,
    required: required && fallback === '',
    description,
    input: textInput(values.get(name), { multiline: true }),
    placeholder: fallback,
  }));
  const fields = [...inputs, modelField(entry), PROVIDER, ceilingField(entry)];
  const firstEmpty = fields.findIndex(({ required, input }) => required && input.graphemes.length === 0);
  return {
    kind: 'start',
    entry,
    fields,
    focus: Math.max(0, firstEmpty),
    provider: around.provider,
    sending: false,
    ...(problem !== undefined && { message: problem }),
  };
}

function modelField({ kind, model, modelProblem }: DirectiveEntry): FormField {
  const tier = model?.tier === undefined ? '' : ` (${model.tier})`;
  return {
    id: 'model',
    label: 'model',
    type: 'id/tier',
    required: model === undefined && kind !== 'graph',
    description:
      kind === 'graph'
        ? 'of the threads that it calls and that name none; the graph itself asks no model'
        : 'the model of the root thread; those below it have their own',
    input: textInput(),
    placeholder: model === undefined ? '' : `${model.id}${tier}`,
    ...(modelProblem && { problem: modelProblem.message }),
  };
}

const PROVIDER: FormField = {
  id: 'provider',
  label: 'provider',
  type: 'choice',
  required: false,
  description: 'left and right choose who answers',
  input: textInput(),
  placeholder: '',
};

function ceilingField({ limits }: DirectiveEntry): FormField {
  return {
    id: 'ceiling',
    label: 'ceiling',
    type: 'USD',
    required: true,
    description: 'the run and all below it never spend more than this',
    input: textInput(limits['spend'] === undefined ? '' : amountText(limits['spend'])),
    placeholder: '',
  };
}
