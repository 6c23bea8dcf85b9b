import { actionWords, DIVERGENCE_WORDS, type ThreadDivergence } from '#protocol';
import type { DiffPart } from './diff-item.ts';
import { type Making, namedValues } from './values.ts';

/** What is told of an action. Unit: characters. */
const WIDTH = 400;

/** Where two threads part: in what, what each did, and in what its input differs. */
export function divergenceParts(divergence: ThreadDivergence, making: Making): DiffPart[] {
  const { kind, seq_a: seqA, seq_b: seqB, action_a: actionA, action_b: actionB, input } = divergence;
  const at = (seq: number | undefined): string => (seq === undefined ? '' : `@${seq} `);
  return [
    { kind: 'text', text: DIVERGENCE_WORDS[kind] },
    { kind: 'text', text: `- ${at(seqA)}${actionWords(actionA, kind, WIDTH)}`, tone: 'removed' },
    { kind: 'text', text: `+ ${at(seqB)}${actionWords(actionB, kind, WIDTH)}`, tone: 'added' },
    ...namedValues(input ?? [], making),
  ];
}
