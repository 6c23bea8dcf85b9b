import { createRequire } from 'node:module';
import type * as FastXmlParser from 'fast-xml-parser';
import type GrayMatter from 'gray-matter';
import type * as Yaml from 'yaml';

/**
 * The parsers of others, each loaded at its first use: together they take some 45 ms, and most commands need one at
 * most. `require` because parsing a pinned text is synchronous.
 */
const load = createRequire(import.meta.url);

export const fastXmlParser = (): typeof FastXmlParser => load('fast-xml-parser') as typeof FastXmlParser;
export const grayMatter = (): typeof GrayMatter => load('gray-matter') as typeof GrayMatter;
export const yaml = (): typeof Yaml => load('yaml') as typeof Yaml;
