/** The id of every golden run. */
export const RUN = 'the-run';

/** The commands whose output is kept, by the name of its file. @param places Of the run's threads. */
export function printed(places: readonly string[]): [file: string, args: string[]][] {
  return [
    ['status.json', ['status', RUN, '--json']],
    ['status.txt', ['status', RUN]],
    ['log.txt', ['log', RUN]],
    ['log.json', ['log', RUN, '--json']],
    ['show.txt', ['show', `${RUN}@20`]],
    ...places.map((place, index): [string, string[]] => [`transcript-${index}.md`, ['transcript', RUN, place]]),
  ];
}
