import type { RunContext } from '../run-context.ts';
import { draftSteering } from '../steering/draft-steering.ts';

const MIB = 1024 * 1024;

/** True where the run holds more than it may: the cap, on top of what it held when it was last paused for that. */
export function isOverSize({ writer, session, ports }: RunContext): boolean {
  return writer.bytes > (session.state.sizePausedAtBytes ?? 0) + ports.settings.maxRunBytes;
}

/**
 * Pauses all of the run for its size. Whoever lets it go on lets it have as much again.
 * @returns whether it did; a run whose root has ended is not paused any more.
 */
export async function pauseForSize({ writer, session, ports }: RunContext): Promise<boolean> {
  const { bytes } = writer;
  const held = `${(bytes / MIB).toFixed(1)} MiB`;
  const cap = `${ports.settings.maxRunBytes / MIB} MiB`;
  const reason = `the run holds ${held}, and is to stop at each ${cap} more (storage.max_run_megabytes)`;
  const wish = { id: 'size', kind: 'pause', by: 'rye', target: session.state.root ?? '' } as const;
  const steering = draftSteering(session.state, wish, ports.projectRoot);
  if ('refused' in steering) return false;
  await session.append(
    ...steering.drafts.map((draft) =>
      draft.type === 'run_paused' ? { ...draft, data: { ...draft.data, reason, bytes } } : draft,
    ),
  );
  return true;
}
