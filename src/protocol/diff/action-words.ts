import { oneLine } from '../views/words.ts';
import type { ThreadAction } from './action.ts';
import type { DivergenceKind } from './compare-actions.ts';

/** What two threads part by, in words. */
export const DIVERGENCE_WORDS: Readonly<Record<DivergenceKind, string>> = {
  tool: 'another tool is called',
  input: 'a call has another input',
  outcome: 'a call ends in another way',
  spawn: 'another thread is spawned',
  move: 'a card moves in another way',
  step: 'the graph takes another step',
  ending: 'the thread ends in another way',
  action: 'something else is done',
  only_a: 'only the first goes on',
  only_b: 'only the second goes on',
};

/** What is told of an action: a line of 80 columns, with a point before it. Unit: characters. */
const WIDTH = 64;

/** What a thread did, on one line of at most `width` characters. */
export function actionWords(action: ThreadAction | undefined, kind: DivergenceKind, width = WIDTH): string {
  return action === undefined ? 'nothing more' : oneLine(wordsOf(action, kind), width);
}

function wordsOf(action: ThreadAction, kind: DivergenceKind): string {
  switch (action.kind) {
    case 'call': {
      const call = `calls ${action.tool}`;
      // Where inputs differ, they are told by themselves.
      if (kind === 'input') return call;
      const input = JSON.stringify(action.input);
      if (kind === 'tool' || kind === 'action') return `${call} ${input}`;
      return `${call}, ${action.outcome ?? 'which has not ended'}: ${input}`;
    }
    case 'spawn':
      return `spawns ${action.place}: ${action.directive} ${JSON.stringify(action.inputs)}`;
    case 'move':
      return `${MOVES[action.what]} ${action.card}${action.from === undefined ? '' : ` from ${action.from}`} to ${action.to}`;
    case 'step':
      return `step ${action.node}${action.outcome === 'failed' ? ' failed,' : ''} ${leadsTo(action)}`;
    case 'ending':
      return `ends: ${action.status}${action.code === undefined ? '' : ` (${action.code})`}`;
  }
}

const MOVES = { created: 'makes', moved: 'moves', returned: 'sends back' } as const;

function leadsTo({ outcome, next }: Extract<ThreadAction, { kind: 'step' }>): string {
  if (outcome === undefined) return '(has not ended)';
  return next === undefined ? 'and ends there' : `leads to ${next}`;
}
