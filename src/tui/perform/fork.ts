import { countText, RyeError } from '#protocol';
import type { Effect } from '../model/effect.ts';
import type { Outside } from './perform.ts';

/** Makes a fork and opens it; where it is refused, the dialog that asked for it is still there to say why. */
export async function fork(request: Extract<Effect, { kind: 'fork' }>, outside: Outside): Promise<void> {
  const { kind: _kind, ...point } = request;
  try {
    const { run_id, files_changed_since: changed } = await outside.host.actions.fork(point);
    outside.openRun(run_id);
    const files = changed.length === 0 ? '' : `; ${countText(changed.length, 'file')} of the project changed since`;
    const text = `forked from ${point.runId}@${point.seq}, nobody drives it: r resumes it${files}`;
    outside.send({ type: 'notice', text, level: 'info' });
  } catch (error) {
    if (!(error instanceof RyeError)) throw error;
    outside.send({ type: 'forkRefused', reason: error.message, nearest: nearestOf(error) });
  }
}

/** Where else it could be forked, as `store/no-fork-point` tells. */
function nearestOf({ data: { nearest } }: RyeError): number[] {
  if (!Array.isArray(nearest)) return [];
  return nearest.filter((seq): seq is number => typeof seq === 'number' && seq > 0);
}
