import { editInput } from '../../input/edit-input.ts';
import { insertText, type TextInput, textInput, textOf } from '../../input/text-input.ts';
import type { Demand, PromptPurpose, Target } from '../demand.ts';
import { newCeiling } from '../new-ceiling.ts';
import { close, leaves, type OverlayEvent, type Step, stay } from '../step.ts';
import type { Surroundings } from '../surroundings.ts';

/** One line of text that is asked for. */
export interface Prompt {
  kind: 'prompt';
  purpose: PromptPurpose;
  target: Target;
  input: TextInput;
  /** Why what was typed is not taken. */
  problem?: string;
}

export function openPrompt(purpose: PromptPurpose, target: Target): Prompt {
  const multiline = purpose === 'message' || purpose === 'resumeMessage';
  return { kind: 'prompt', purpose, target, input: textInput('', { multiline }) };
}

export function updatePrompt(prompt: Prompt, event: OverlayEvent, around: Surroundings): Step<Prompt> {
  if (event.kind === 'paste') return stay(typedInto(prompt, insertText(prompt.input, event.text)));
  const { key } = event;
  if (leaves(key)) return close();
  if (key.name === 'enter') {
    const demand = demandOf(prompt, around);
    return typeof demand === 'string' ? stay({ ...prompt, problem: demand }) : close(demand);
  }
  const input = editInput(prompt.input, key);
  return stay(input === undefined ? prompt : typedInto(prompt, input));
}

function typedInto({ kind, purpose, target }: Prompt, input: TextInput): Prompt {
  return { kind, purpose, target, input };
}

/** What is to be done with the text, or why it is not taken. */
function demandOf({ purpose, target, input }: Prompt, around: Surroundings): Demand | string {
  const { runId, thread } = target;
  const text = textOf(input).trim();
  if (purpose === 'sendBack') {
    if (text === '' || !target.card) return 'Type what is to be mended, or esc.';
    const { id: card, to } = target.card;
    return { kind: 'steer', runId, wish: { kind: 'move_card', card, to, note: text } };
  }
  if (purpose === 'message' || purpose === 'resumeMessage') {
    if (text === '') return 'Type what it is to be told, or esc.';
    return purpose === 'resumeMessage'
      ? { kind: 'resume', runId, request: { message: text } }
      : { kind: 'steer', runId, wish: { kind: 'message', text, ...(thread !== undefined && { thread }) } };
  }
  const usd = newCeiling(text, target, around);
  if (typeof usd === 'string') return usd;
  return purpose === 'resumeBudget'
    ? { kind: 'resume', runId, request: { budgetUsd: usd } }
    : { kind: 'steer', runId, wish: { kind: 'raise_budget', usd } };
}
