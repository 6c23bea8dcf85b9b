/**
 * Finds, parses and verifies directives, knowledge, tools and config in three spaces: the project's, the user's, and
 * the one that ships with rye.
 */
export { mergeConfig } from './config/merge-config.ts';
export { createLibrary } from './create-library.ts';
export { parseDirective } from './directive/parse-directive.ts';
export {
  AmbiguousItemError,
  BadIdError,
  InvalidItemError,
  TamperedItemError,
  UnknownItemError,
  UnreadableItemError,
} from './errors.ts';
export { parseKnowledge } from './knowledge/parse-knowledge.ts';
export { placeAt, type Report, reportOn } from './problems/report.ts';
export type { LibrarySpaces } from './space/spaces.ts';
export { readYaml, type YamlReading } from './yaml/read-yaml.ts';
