import type { RunWriter } from '#protocol';
import type { RuntimePorts } from '../ports.ts';
import { RunContext } from '../run-context.ts';
import { draftReceived, type TargetedIntent } from '../steering/draft-steering.ts';
import { draftMove } from './draft-move.ts';

/**
 * Moves a card of a run that nobody drives: the gates on its way are asked by this process, with the lease of the run. One
 * append says what they said and what came of it.
 * @returns why the card stays; where a gate was red that is recorded, else nothing is
 */
export async function recordMove(
  writer: RunWriter,
  ports: RuntimePorts,
  intent: TargetedIntent,
): Promise<{ refused?: string }> {
  const run = new RunContext(writer, ports, {
    observer: {},
    interrupt: new AbortController().signal,
    onInterrupted: 'reported',
    startThread: () => undefined,
    ownTools: [],
  });
  const { session } = run;
  const known = session.state.intents.get(intent.id);
  if (known) return known;
  const steering = await draftMove(run, intent);
  if (run.failed) throw run.failed;
  if (!steering) return { refused: 'it was stopped' };
  const refused = 'refused' in steering ? steering.refused : undefined;
  const told = refused === undefined ? {} : { refused };
  if (steering.drafts === undefined) return told;
  await session.append(
    {
      thread: session.state.root ?? intent.target,
      type: 'lease_taken',
      data: { fence: writer.fence, ...ports.driver },
    },
    draftReceived(intent, intent.target, refused),
    ...steering.drafts,
  );
  return told;
}
