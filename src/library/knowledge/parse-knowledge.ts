import type { ItemSource, Knowledge } from '#protocol';
import { InvalidItemError } from '../errors.ts';
import { reportOn } from '../problems/report.ts';
import { readKnowledge } from './read-knowledge.ts';

/**
 * Parses a knowledge item: a document with a yaml fence at its top, one with `---` front matter (with a warning), a
 * plain document, or a `.yaml` file.
 * @throws {InvalidItemError} with the place of the error in the file.
 */
export function parseKnowledge(source: ItemSource): Knowledge {
  const report = reportOn(source.path, source.text);
  const parts = readKnowledge(source, report);
  if (parts === undefined) throw new InvalidItemError(report.problems);
  const { metadata } = parts;
  const body = parts.bodyStart === undefined ? '' : source.text.slice(parts.bodyStart).trim();
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

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
