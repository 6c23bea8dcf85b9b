import type { Event } from '#protocol';
import { watchFolder } from '../disk/watch-folder.ts';
import type { JournalPlace } from '../journal/read-journal.ts';
import { JournalTail } from '../journal/tail-journal.ts';

/** Events of a journal from seq `from` on, and then as they are appended, until `signal` aborts. */
export async function* watchJournal(
  place: JournalPlace,
  options: { from: number; signal: AbortSignal },
): AsyncGenerator<Event[]> {
  const { from, signal } = options;
  const tail = new JournalTail(place);
  let changed = Promise.withResolvers<void>();
  const stop = watchFolder(place.folder, () => changed.resolve());
  const onAbort = (): void => changed.resolve();
  signal.addEventListener('abort', onAbort);
  try {
    while (!signal.aborted) {
      changed = Promise.withResolvers();
      const events = tail.next().filter(({ seq }) => seq >= from);
      if (events.length > 0) yield events;
      else if (!signal.aborted) await changed.promise;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    stop();
  }
}
