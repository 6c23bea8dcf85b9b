import { parentPort, workerData } from 'node:worker_threads';
import { errorFact } from '#protocol';
import { failpoint, noProbe } from '../failpoint.ts';
import type { CommitterStart, FromCommitter, ToCommitter } from './committer-messages.ts';
import { RestartingCommitter } from './restarting-committer.ts';

/** The committer's own thread: events come in as lines, commits go to git, progress goes back. */
function serve(port: NonNullable<typeof parentPort>, start: CommitterStart): void {
  const say = (message: FromCommitter): void => port.postMessage(message);
  const committer = new RestartingCommitter(start, {
    probe: start.failpoints ? failpoint : noProbe,
    onBroken: (error) => say({ kind: 'broken', error: errorFact(error) }),
  });
  const answer = async (id: number, work: () => Promise<CommitterStart['head']>): Promise<void> => {
    try {
      const head = await work();
      say({ kind: 'done', id, ...(head && { head }) });
    } catch (error) {
      say({ kind: 'failed', id, error: errorFact(error) });
    }
  };
  port.on('message', (message: ToCommitter) => {
    switch (message.kind) {
      case 'lines':
        committer.add(Buffer.from(message.bytes));
        break;
      case 'flush':
        void answer(message.id, () => committer.flush());
        break;
      case 'finish':
        void answer(message.id, () => committer.finish())
          .then(() => committer.abandon())
          .then(() => port.close());
        break;
    }
  });
}

if (parentPort) serve(parentPort, workerData as CommitterStart);
