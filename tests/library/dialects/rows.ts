import { parseDirective, parseKnowledge } from '#library';
import type { Directive, Knowledge } from '#protocol';
import { fenced, knowledgeSource, sourceOf } from '../source-of.ts';

/** A directive as it is read from its text. */
export const read = (text: string): Directive => parseDirective(sourceOf(text));

/** The directive whose fence holds `xml`, with a prompt below. */
export const readXml = (xml: string, below = 'Do it.'): Directive => read(fenced(xml, below));

/** The directive whose `<metadata>` holds `xml`. */
export const readMetadata = (xml: string): Directive =>
  readXml(`<directive name="ship_it"><metadata>${xml}</metadata></directive>`);

export const readKnowledge = (text: string, file?: string): Knowledge => parseKnowledge(knowledgeSource(text, file));

/** The codes of what a parser warned about. */
export const codes = ({ warnings }: { warnings: { code: string }[] }): string[] => warnings.map(({ code }) => code);
