import type { Card } from '../fold/board.ts';
import type { RunState } from '../fold/state.ts';

/** `board.json`: the cards of a run, in the order in which they were made. */
export interface BoardDocument {
  run_id: string;
  cards: (Omit<Card, 'by' | 'call' | 'path' | 'gates' | 'worker'> & { created_by: string })[];
}

/** The board of a run. */
export function boardDocument(state: RunState): BoardDocument {
  return {
    run_id: state.runId,
    cards: [...state.cards.values()].map((card) => {
      const { by, call: _call, path: _path, gates: _gates, worker: _worker, ...shown } = card;
      return { ...shown, created_by: state.threads.get(by)?.place ?? by };
    }),
  };
}
