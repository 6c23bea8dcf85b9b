import type { ItemSource } from '#protocol';
import { type KnowledgeReading, readKnowledge } from '../knowledge/read-knowledge.ts';
import { type Report, reportOn } from '../problems/report.ts';
import { lintPlace } from './lint-place.ts';
import { lintText } from './lint-text.ts';
import type { Inspection } from './mention.ts';

/** Keys that metadata is to have where there is any (formats 1.4). */
const USUAL = ['name', 'title', 'version', 'entry_type'];
const TEXTS = ['name', 'title', 'version', 'entry_type', 'category', 'author', 'description'];
const LISTS = ['tags', 'references', 'extends'];

/** Everything that can be said of a knowledge item by itself. A plain document has nothing to be wrong. */
export function inspectKnowledge(source: ItemSource, placed: boolean): Inspection {
  const report = reportOn(source.path, source.text);
  lintText(report);
  const reading = readKnowledge(source, report);
  if (reading !== undefined && Object.keys(reading.metadata).length > 0) lintMetadata(source, reading, placed, report);
  return { problems: report.problems, mentions: [] };
}

function lintMetadata(source: ItemSource, reading: KnowledgeReading, placed: boolean, report: Report): void {
  const { metadata, metadataStart = 0, offsetOf } = reading;
  const at = (key: string): number => offsetOf?.([key], 'key') ?? metadataStart;
  for (const key of TEXTS) {
    const value = metadata[key];
    if (value === undefined || value === null || typeof value === 'string') continue;
    // `version: 1.0` is a number to YAML.
    const code = key === 'version' ? 'bad-version' : 'bad-metadata';
    report.error(at(key), code, `${key} is to be text, not ${JSON.stringify(value)}: write it in quotes`);
  }
  for (const key of LISTS) {
    const value = metadata[key];
    if (value === undefined || value === null || Array.isArray(value)) continue;
    report.warn(at(key), 'bad-metadata', `${key} is to be a list`);
  }
  const claim = (key: string): { value: string; offset: number } | undefined => {
    const value = metadata[key];
    return typeof value === 'string' ? { value, offset: at(key) } : undefined;
  };
  const [name, category, version] = [claim('name') ?? claim('id'), claim('category'), claim('version')];
  lintPlace(
    source,
    { ...(name && { name }), ...(category && { category }), ...(version && { version }) },
    placed,
    report,
  );
  const missing = USUAL.filter(
    (key) => (metadata[key] ?? null) === null && !(key === 'title' && reading.title !== undefined),
  );
  if (missing.length > 0) {
    report.warn(metadataStart, 'missing-metadata', `the metadata gives no ${missing.join(', no ')}`);
  }
}
