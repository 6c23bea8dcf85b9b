import type { ItemSource, JsonObject, Knowledge } from '#protocol';
import { InvalidItemError } from '../errors.ts';
import { findFences, opensAs } from '../fences.ts';
import { type Report, reportOn } from '../problems/report.ts';
import { isJsonObject, readYaml } from '../yaml/read-yaml.ts';
import { readFrontMatter } from './front-matter.ts';
import { readLeadingRegion } from './leading-region.ts';

interface Parts {
  metadata: JsonObject;
  body: string;
  title?: string;
}

/**
 * Parses a knowledge item: a document with a yaml fence at its top, one with `---` front matter (with a warning), a
 * plain document, or a `.yaml` file.
 * @throws {InvalidItemError} with the place of the error in the file.
 */
export function parseKnowledge(source: ItemSource): Knowledge {
  const report = reportOn(source.path, source.text);
  const parts = /\.ya?ml$/.test(source.path) ? readYamlFile(report) : readDocument(report);
  if (parts === undefined) throw new InvalidItemError(report.problems);
  const { metadata, body } = parts;
  const title = textOf(metadata['title']) ?? parts.title;
  return {
    source,
    name: textOf(metadata['name']) ?? textOf(metadata['id']) ?? source.id.split('/').at(-1) ?? source.id,
    ...(title !== undefined && { title }),
    body,
    metadata,
    warnings: report.problems,
  };
}

function readDocument(report: Report): Parts | undefined {
  const { text } = report;
  const { afterComments, afterTitle, title } = readLeadingRegion(text);
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
    return metadata && { metadata, body: rest.slice(fence.end).trim(), ...(title !== undefined && { title }) };
  }
  const front = readFrontMatter(text.slice(afterComments));
  if (front?.ok === false) {
    report.error(afterComments + front.offset, 'bad-front-matter', front.message);
    return undefined;
  }
  if (front !== undefined) {
    report.warn(afterComments, 'front-matter', '"---" front matter is read, but a ```yaml fence is the form to write');
    return { metadata: front.data, body: front.content.trim() };
  }
  return { metadata: {}, body: withoutMarks(text), ...(title !== undefined && { title }) };
}

/** A `.yaml` file is metadata alone; a comment at its top (its signature) is no YAML and is blanked. */
function readYamlFile(report: Report): Parts | undefined {
  const comment = /^\uFEFF?(?:\s*<!--[\s\S]*?-->)*/.exec(report.text)?.[0] ?? '';
  const reading = readYaml(report.text.slice(comment.length));
  if (!reading.ok) {
    report.error(comment.length + reading.offset, reading.code, reading.message);
    return undefined;
  }
  return { metadata: isJsonObject(reading.value) ? reading.value : {}, body: '' };
}

function readMapping(report: Report, start: number, end: number): JsonObject | undefined {
  const reading = readYaml(report.text.slice(start, end));
  if (!reading.ok) {
    report.error(start + reading.offset, reading.code, reading.message);
    return undefined;
  }
  if (reading.value === null) return {};
  if (isJsonObject(reading.value)) return reading.value;
  report.error(start, 'bad-yaml', 'the yaml fence at the top holds the metadata and must be a mapping');
  return undefined;
}

/** The document without its byte order mark, its signature line and the marker of unsigned items. */
function withoutMarks(text: string): string {
  return text.replace(/^\uFEFF?(?:<!-- rye:(?:signed:[^\n]*|unsigned) -->\n?)*/, '').trim();
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
