import { editInput } from '../../input/edit-input.ts';
import { insertText, type TextInput, textInput, textOf } from '../../input/text-input.ts';
import { close, leaves, type OverlayEvent, type Step, stay } from '../step.ts';

/** A fork that is about to be made; an id for it can be typed. */
export interface Fork {
  kind: 'fork';
  runId: string;
  /** The last event that the fork has in common with the run. */
  seq: number;
  input: TextInput;
  /** Why it was not made. */
  problem?: string;
  /** Events that it could be made at instead. */
  nearest: readonly number[];
  /** It is being made: it is not asked for twice. */
  sending: boolean;
}

export function openFork(runId: string, seq: number): Fork {
  return { kind: 'fork', runId, seq, input: textInput(), nearest: [], sending: false };
}

export function updateFork(fork: Fork, event: OverlayEvent): Step<Fork> {
  if (event.kind === 'paste') return stay(typedInto(fork, insertText(fork.input, event.text)));
  const { key } = event;
  if (leaves(key)) return close();
  if (fork.sending) return stay(fork);
  if (key.name === 'enter') return send(fork);
  if (key.name === 'tab') return stay(atNearest(fork));
  const input = editInput(fork.input, key);
  return stay(input === undefined ? fork : typedInto(fork, input));
}

/** The dialog after a refusal: with its reason, and what `tab` would take instead. */
export function refusedAt(fork: Fork, reason: string, nearest: readonly number[]): Fork {
  return { ...fork, problem: reason, nearest, sending: false };
}

function send(fork: Fork): Step<Fork> {
  const { problem: _before, ...rest } = fork;
  const newId = textOf(fork.input).trim();
  const { runId, seq } = fork;
  return stay({ ...rest, sending: true }, { kind: 'fork', runId, seq, ...(newId !== '' && { newId }) });
}

function atNearest({ problem: _before, ...fork }: Fork): Fork {
  const { nearest, seq } = fork;
  const next = nearest[(nearest.indexOf(seq) + 1) % nearest.length];
  return next === undefined ? fork : { ...fork, seq: next };
}

function typedInto({ problem: _before, ...fork }: Fork, input: TextInput): Fork {
  return fork.sending ? fork : { ...fork, input };
}
