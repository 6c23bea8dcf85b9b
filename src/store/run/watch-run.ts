import type { Event, StoreReader } from '#protocol';

/** Events of a run from seq `from` on, and then as they are appended, until `signal` aborts. */
export async function* watchRun(
  store: Pick<StoreReader, 'tail' | 'onChange'>,
  runId: string,
  options: { from: number; signal: AbortSignal },
): AsyncGenerator<Event[]> {
  const { from, signal } = options;
  const tail = store.tail(runId);
  let changed = Promise.withResolvers<void>();
  const wake = (): void => changed.resolve();
  const stop = store.onChange({ runId, listener: wake });
  signal.addEventListener('abort', wake);
  try {
    while (!signal.aborted) {
      changed = Promise.withResolvers();
      const events = await tail.next();
      const wanted = events.filter(({ seq }) => seq >= from);
      if (wanted.length > 0 && !signal.aborted) yield wanted;
      else if (events.length === 0 && !signal.aborted) await changed.promise;
    }
  } finally {
    signal.removeEventListener('abort', wake);
    stop();
  }
}
