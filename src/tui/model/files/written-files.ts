import type { Event, EventOf } from '#protocol';

/** A file that a run wrote, as it was written last. */
export interface WrittenFile {
  /** No two have the same, whatever they are called. */
  id: string;
  /** Where it stands: `artifacts/…` of the run, `.ai/data/…`, or a path of the project. */
  shown: string;
  kind: 'artifact' | 'data' | 'project';
  /** The newest event that names it. */
  event: EventOf<'artifact_written' | 'data_written' | 'file_written'>;
  /** How often it was written. */
  times: number;
}

/** All files of a log, in the order in which they were first written. It grows in place: no event is looked at twice. */
export interface WrittenFiles {
  /** The log that it is about. */
  events: readonly Event[];
  seen: number;
  files: WrittenFile[];
  places: Map<string, number>;
  /** Events that wrote one. */
  writes: number;
}

/** The files of a log as far as it has come; begins anew where it is another log. */
export function writtenFiles(before: WrittenFiles | undefined, events: readonly Event[]): WrittenFiles {
  const same = before?.events === events && before.seen <= events.length;
  const into = same ? before : { events, seen: 0, files: [], places: new Map<string, number>(), writes: 0 };
  for (let at = into.seen; at < events.length; at += 1) {
    const event = events[at];
    if (event) take(into, event);
  }
  into.seen = events.length;
  return into;
}

function take(into: WrittenFiles, event: Event): void {
  switch (event.type) {
    case 'artifact_written':
      put(into, { kind: 'artifact', shown: `artifacts/${event.data.path}`, event });
      break;
    case 'data_written':
      put(into, { kind: 'data', shown: `.ai/data/${event.data.path}`, event });
      break;
    case 'file_written':
      put(into, { kind: 'project', shown: event.data.path, event });
      break;
    default:
  }
}

function put(into: WrittenFiles, file: Omit<WrittenFile, 'id' | 'times'>): void {
  const id = `${file.kind} ${file.shown}`;
  const at = into.places.get(id) ?? into.files.length;
  const times = (into.files[at]?.times ?? 0) + 1;
  into.places.set(id, at);
  into.files[at] = { ...file, id, times };
  into.writes += 1;
}
