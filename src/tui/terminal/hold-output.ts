import { Console } from 'node:console';
import { Writable } from 'node:stream';

/** The most that is kept, in characters; what comes after it is dropped, and said to be. */
const MOST = 20_000;

/**
 * Keeps what anybody prints beside the screen, since it would shift every row below it: the console and stderr.
 * @param stderr Absent where it is the stream that the screen is drawn on.
 * @returns how to stop; gives what was kept, for the normal screen
 */
export function holdOutput(stderr?: NodeJS.WriteStream): () => string {
  let kept = '';
  let dropped = 0;
  const keep = (text: string): void => {
    const room = Math.max(0, MOST - kept.length);
    kept += text.slice(0, room);
    dropped += Math.max(0, text.length - room);
  };
  const sink = new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      keep(chunk.toString());
      done();
    },
  });
  const realConsole = globalThis.console;
  const realWrite = stderr?.write.bind(stderr);
  // What a plain console lacks (React calls `timeStamp`) is still the real one's.
  globalThis.console = Object.assign(Object.create(realConsole) as Console, new Console(sink, sink));
  if (stderr) stderr.write = sink.write.bind(sink) as typeof stderr.write;
  return () => {
    globalThis.console = realConsole;
    if (stderr && realWrite) stderr.write = realWrite;
    return dropped > 0 ? `${kept}\n(${dropped} more characters were dropped)\n` : kept;
  };
}
