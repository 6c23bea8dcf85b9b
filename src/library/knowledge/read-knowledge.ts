import type { ItemSource, JsonObject } from '#protocol';
import { findFences, opensAs } from '../fences.ts';
import type { Report } from '../problems/report.ts';
import { isJsonObject, type OffsetOf, readPlacedYaml } from '../yaml/read-yaml.ts';
import { readFrontMatter } from './front-matter.ts';
import { readLeadingRegion } from './leading-region.ts';

/** The parts of a knowledge file. Offsets are into its text. */
export interface KnowledgeReading {
  metadata: JsonObject;
  /** Absent for a `.yaml` file, which is metadata alone. */
  bodyStart?: number;
  title?: string;
  /** Where a key of the metadata stands; absent where there is none, or its place is not known. */
  offsetOf?: OffsetOf;
  /** Where the metadata begins; absent where there is none. */
  metadataStart?: number;
}

/** Reads a knowledge item into `report`; undefined where it cannot be used. */
export function readKnowledge(source: Pick<ItemSource, 'path'>, report: Report): KnowledgeReading | undefined {
  return /\.ya?ml$/.test(source.path) ? readYamlFile(report) : readDocument(report);
}

function readDocument(report: Report): KnowledgeReading | undefined {
  const { text } = report;
  const { afterComments, afterTitle, title } = readLeadingRegion(text);
  const titled = title === undefined ? {} : { title };
  const rest = text.slice(afterTitle);
  const fence = rest.startsWith('```') ? findFences(rest)[0] : undefined;
  if (fence !== undefined && opensAs(fence, 'yaml')) {
    if (!fence.closed) {
      report.error(
        afterTitle,
        'unclosed-fence',
        'this ```yaml fence never closes: end it with a line of three backticks',
      );
      return undefined;
    }
    const metadata = readMapping(report, afterTitle + fence.contentStart, afterTitle + fence.contentEnd);
    return metadata && { ...metadata, metadataStart: afterTitle, bodyStart: afterTitle + fence.end, ...titled };
  }
  const front = readFrontMatter(text.slice(afterComments));
  if (front?.ok === false) {
    report.error(afterComments + front.offset, front.code, front.message);
    return undefined;
  }
  if (front !== undefined) {
    report.warn(afterComments, 'front-matter', '"---" front matter is read, but a ```yaml fence is the form to write');
    return { metadata: front.data, metadataStart: afterComments, bodyStart: text.length - front.content.length };
  }
  return { metadata: {}, bodyStart: marksEnd(text), ...titled };
}

/** A `.yaml` file is metadata alone; a comment at its top (its signature) is no YAML and is blanked. */
function readYamlFile(report: Report): KnowledgeReading | undefined {
  const comment = /^\uFEFF?(?:\s*<!--[\s\S]*?-->)*/.exec(report.text)?.[0] ?? '';
  const reading = readPlacedYaml(report.text.slice(comment.length));
  if (!reading.ok) {
    report.error(comment.length + reading.offset, reading.code, reading.message);
    return undefined;
  }
  if (!isJsonObject(reading.value)) return { metadata: {} };
  return {
    metadata: reading.value,
    metadataStart: comment.length,
    offsetOf: (path, part) => comment.length + reading.offsetOf(path, part),
  };
}

function readMapping(
  report: Report,
  start: number,
  end: number,
): Pick<KnowledgeReading, 'metadata' | 'offsetOf'> | undefined {
  const reading = readPlacedYaml(report.text.slice(start, end));
  if (!reading.ok) {
    report.error(start + reading.offset, reading.code, reading.message);
    return undefined;
  }
  if (reading.value === null) return { metadata: {} };
  if (isJsonObject(reading.value)) {
    return { metadata: reading.value, offsetOf: (path, part) => start + reading.offsetOf(path, part) };
  }
  report.error(start, 'bad-yaml', 'the yaml fence at the top holds the metadata and must be a mapping');
  return undefined;
}

/** After the byte order mark, the signature line and the marker of unsigned items: where a plain document begins. */
function marksEnd(text: string): number {
  return /^\uFEFF?(?:<!-- rye:(?:signed:[^\n]*|unsigned) -->\n?)*/.exec(text)?.[0].length ?? 0;
}
