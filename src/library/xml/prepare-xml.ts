import type { ProblemCode } from '../problems/problem-codes.ts';

/** Where an XML text cannot be read at all. */
export interface XmlFault {
  offset: number;
  code: ProblemCode;
  message: string;
}

/** A text of the same length that a strict parser can read: every offset in it is an offset in the original. */
export interface PreparedXml {
  text: string;
  /** One character that the text held nowhere; it stands for each bare `&`. */
  standIn: string;
  bareAmpersands: number[];
  fault?: XmlFault;
}

/** Elements whose content is prompt text or a sample, not XML: it is blanked before parsing. */
const OPAQUE = new Set(['template', 'example', 'raw', 'process', 'steps', 'success_criteria']);

/** An `&` that begins none of the references that XML itself defines. */
const BARE_AMPERSAND = /&(?!(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9a-fA-F]+);)/g;

/** Blanks opaque content, stands in for bare `&`, and finds what no repair is tried for: bare `<`, a DOCTYPE, open ends. */
export function prepareXml(xml: string): PreparedXml {
  const standIn = unusedCharacter(xml);
  const bareAmpersands: number[] = [];
  const pieces: string[] = [];
  const opaque = opaqueEnds(xml);
  const escaped = (start: number, end: number): string =>
    xml.slice(start, end).replace(BARE_AMPERSAND, (_, offset: number) => {
      bareAmpersands.push(start + offset);
      return standIn;
    });
  for (let at = 0; at < xml.length; ) {
    const section = readSection(xml, at);
    if ('fault' in section) return { text: xml, standIn, bareAmpersands, fault: section.fault };
    const { end, kind } = section;
    const nothing = kind === 'verbatim' ? undefined : forbiddenReference(xml.slice(at, end));
    if (nothing !== undefined) {
      const message = `the reference ${nothing.text} stands for no character that XML allows`;
      return { text: xml, standIn, bareAmpersands, fault: { offset: at + nothing.offset, code: 'bad-xml', message } };
    }
    pieces.push(kind === 'verbatim' ? xml.slice(at, end) : escaped(at, end));
    const blankEnd = kind === 'tag' ? opaque(at, end) : end;
    pieces.push(xml.slice(end, blankEnd).replace(/[^\n]/g, ' '));
    at = blankEnd;
  }
  return { text: pieces.join(''), standIn, bareAmpersands };
}

/** A numeric reference to a control character, to half a character, or beyond Unicode (XML 1.0, production 2). */
function forbiddenReference(part: string): { offset: number; text: string } | undefined {
  for (const { 0: text, 1: hex, 2: decimal, index } of part.matchAll(/&#(?:x([0-9a-fA-F]+)|([0-9]+));/g)) {
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    const allowed =
      [9, 10, 13].includes(code) ||
      (code >= 0x20 && code <= 0xd7ff) ||
      (code >= 0xe000 && code <= 0xfffd) ||
      (code >= 0x10000 && code <= 0x10ffff);
    if (!allowed) return { offset: index, text: text.slice(0, 20) };
  }
  return undefined;
}

type Section = { kind: 'text' | 'tag' | 'verbatim'; end: number } | { fault: XmlFault };

function readSection(xml: string, at: number): Section {
  if (xml[at] !== '<') {
    const next = xml.indexOf('<', at);
    return { kind: 'text', end: next === -1 ? xml.length : next };
  }
  if (xml.startsWith('<!--', at)) return readComment(xml, at);
  if (xml.startsWith('<![CDATA[', at)) return readUpTo(xml, at, ']]>', 'CDATA section');
  if (xml.startsWith('<?', at)) return readUpTo(xml, at, '?>', 'processing instruction');
  if (/^<!doctype/i.test(xml.slice(at, at + 9))) return fault(at, 'a DOCTYPE is not allowed', 'doctype');
  return readTag(xml, at);
}

function readComment(xml: string, at: number): Section {
  const inside = xml.indexOf('--', at + 4);
  if (inside === -1) return fault(at, 'this comment never closes');
  return xml[inside + 2] === '>'
    ? { kind: 'verbatim', end: inside + 3 }
    : fault(inside, '"--" is not allowed inside a comment');
}

function readUpTo(xml: string, at: number, mark: string, what: string): Section {
  const end = xml.indexOf(mark, at);
  return end === -1 ? fault(at, `this ${what} never closes`) : { kind: 'verbatim', end: end + mark.length };
}

function readTag(xml: string, at: number): Section {
  if (!/^<\/?[\p{L}_:]/u.test(xml.slice(at, at + 4))) return bareLessThan(at);
  let quote = '';
  let previous = '';
  for (let i = at + 1; i < xml.length; i += 1) {
    const char = xml.charAt(i);
    if (quote !== '') {
      if (char === '<') return fault(i, 'a bare "<" in an attribute value: write "&lt;"', 'bare-less-than');
      if (char === quote) quote = '';
    } else if (char === '>') return { kind: 'tag', end: i + 1 };
    else if (char === '<') return bareLessThan(at);
    else if (char === '"' || char === "'") {
      if (previous !== '=') return bareLessThan(at);
      quote = char;
    }
    if (char.trim() !== '') previous = char;
  }
  return fault(at, 'this tag never closes');
}

/**
 * Tells where the content of the element that a tag opens ends, if it is opaque; else the tag's own end. A closing tag
 * that was searched for in vain is not searched for again: a text of nothing but opening ones would take for ever.
 */
function opaqueEnds(xml: string): (at: number, tagEnd: number) => number {
  const unclosed = new Set<string>();
  return (at, tagEnd) => {
    const name = /^<([\w:-]{1,64})/.exec(xml.slice(at, Math.min(tagEnd, at + 66)))?.[1];
    if (name === undefined || !OPAQUE.has(name) || xml[tagEnd - 2] === '/' || unclosed.has(name)) return tagEnd;
    const closing = new RegExp(`</${name}\\s*>`, 'g');
    closing.lastIndex = tagEnd;
    const found = closing.exec(xml);
    if (found === null) unclosed.add(name);
    return found?.index ?? tagEnd;
  };
}

function bareLessThan(offset: number): Section {
  return fault(offset, 'a bare "<" that begins no tag: write "&lt;"', 'bare-less-than');
}

function fault(offset: number, message: string, code: ProblemCode = 'bad-xml'): Section {
  return { fault: { offset, code, message } };
}

/** A private-use character (U+E000 and on) that the text does not hold. */
function unusedCharacter(text: string): string {
  let code = 0xe000;
  while (code < 0xf8ff && text.includes(String.fromCharCode(code))) code += 1;
  return String.fromCharCode(code);
}
