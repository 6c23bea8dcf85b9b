import { nearest, type Problem } from '#protocol';
import { BadIdError, InvalidItemError, TamperedItemError, UnreadableItemError } from '../errors.ts';
import { type Report, reportOn } from '../problems/report.ts';
import { findIncludes, type IncludeMark } from './find-includes.ts';
import { sectionOf, titlesIn } from './section-of.ts';

/** A text that can be included, without its signature and its metadata. */
export interface Included {
  /** How its file is shown. */
  path: string;
  text: string;
  /** The file as it is, and where in it `text` begins: what a problem's place is counted by. */
  whole: string;
  bodyStart: number;
}

/** Finds what an include names; undefined where no space has it. */
export type LoadIncluded = (path: string) => Promise<Included | undefined>;

/** More levels than this are a mistake (design: runtime, Context). */
const DEEPEST = 8;

/** What one item may grow to, in UTF-16 units; ten includes of ten each, eight levels deep, would fill any memory. */
const LARGEST = 4 * 1024 * 1024;
const MOST = 1000;

/**
 * The text with its includes, and theirs, put in place. An include inside a code fence is left as it is.
 * @param from Nothing before this offset is looked at.
 * @param broken Takes the problems of includes that are broken, which then stay as written; without it the first throws.
 * @throws {InvalidItemError} a missing file or heading, a cycle, more than eight levels: at the place of the include.
 */
export async function expandIncludes(
  source: { path: string; text: string },
  from: number,
  load: LoadIncluded,
  broken?: Problem[],
): Promise<string> {
  let room = LARGEST;
  let count = 0;

  const expand = async (
    report: Report,
    text: string,
    start: number,
    offset: number,
    above: string[],
  ): Promise<string> => {
    const pieces: string[] = [];
    let at = 0;
    for (const mark of findIncludes(text, start)) {
      // The first of too many is told of; looking at the rest would only take time.
      if (broken !== undefined && count > MOST) break;
      const inserted = insert(report, mark, offset + mark.start, above);
      const whole = above.length === 1 && broken !== undefined ? inserted.catch(collectInto(broken)) : inserted;
      pieces.push(text.slice(at, mark.start), (await whole) ?? text.slice(mark.start, mark.end));
      at = mark.end;
    }
    return pieces.join('') + text.slice(at);
  };

  const insert = async (report: Report, mark: IncludeMark, place: number, above: string[]): Promise<string> => {
    const refuse = (message: string): never => {
      report.error(place, 'broken-include', message);
      throw new InvalidItemError(report.problems);
    };
    const shown = `{{include: ${mark.path}${mark.heading === undefined ? '' : `#${mark.heading}`}}}`;
    count += 1;
    if (count > MOST) return refuse(`${shown} is one of more than ${MOST} includes`);
    if (mark.path === '') return refuse(`${shown} names no file`);
    const found = await load(mark.path).catch((thrown: unknown) => refuse(`${shown}: ${reasonOf(thrown)}`));
    if (found === undefined) return refuse(`${shown}: there is no such file in .ai/includes or .ai/knowledge`);
    const name = mark.heading === undefined ? found.path : `${found.path}#${mark.heading}`;
    if (above.includes(name)) return refuse(`${shown} closes a circle: ${[...above, name].join(' → ')}`);
    if (above.length > DEEPEST) return refuse(`${shown} is more than ${DEEPEST} levels deep: ${above.join(' → ')}`);
    const text = mark.heading === undefined ? found.text.trim() : sectionOf(found.text, mark.heading);
    if (text === undefined) {
      const near = nearest(mark.heading ?? '', titlesIn(found.text)).map((title) => `"${title}"`);
      return refuse(
        `${shown}: ${found.path} has no such heading${near.length > 0 ? `; near are ${near.join(', ')}` : ''}`,
      );
    }
    room -= text.length;
    if (room < 0) return refuse(`${shown} makes the text larger than ${LARGEST / 1024 / 1024} MiB`);
    const inner = reportOn(found.path, found.whole);
    const begin = found.whole.indexOf(text, found.bodyStart);
    return expand(inner, text, 0, Math.max(begin, 0), [...above, name]);
  };

  return expand(reportOn(source.path, source.text), source.text, from, 0, [source.path]);
}

/** Keeps the problems that were not kept before. */
function collectInto(broken: Problem[]): (thrown: unknown) => undefined {
  return (thrown) => {
    if (!(thrown instanceof InvalidItemError)) throw thrown;
    for (const problem of thrown.problems) if (!broken.includes(problem)) broken.push(problem);
    return undefined;
  };
}

function reasonOf(thrown: unknown): string {
  const known = [BadIdError, InvalidItemError, TamperedItemError, UnreadableItemError];
  if (known.some((kind) => thrown instanceof kind)) return (thrown as Error).message.replace(/\.$/, '');
  throw thrown;
}
