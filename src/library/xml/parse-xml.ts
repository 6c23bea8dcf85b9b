import type { XMLParser } from 'fast-xml-parser';
import { fastXmlParser } from '../lazy.ts';
import { offsetAt, placeAt, type Report } from '../problems/report.ts';
import { prepareXml } from './prepare-xml.ts';

/** An element of a fence; offsets are into the whole file. */
export interface XmlElement {
  name: string;
  attributes: ReadonlyMap<string, string>;
  children: XmlElement[];
  /** Text and CDATA directly inside, decoded, joined; comments leave no trace. */
  text: string;
  start: number;
  end: number;
}

/**
 * Parses the one root element of `report.text` between two offsets. What is wrong goes into the report; undefined where
 * there is no tree to go on with. A bare `&` is taken as text, with a warning.
 */
export function parseXml(report: Report, start: number, end: number): XmlElement | undefined {
  const xml = report.text.slice(start, end);
  const prepared = prepareXml(xml);
  if (prepared.fault !== undefined) {
    report.error(start + prepared.fault.offset, prepared.fault.code, prepared.fault.message);
    return undefined;
  }
  for (const offset of prepared.bareAmpersands) {
    report.warn(start + offset, 'bare-ampersand', 'a bare "&" was taken as text: write "&amp;"');
  }
  const original = (text: string): string => text.replaceAll(prepared.standIn, '&');
  const { XMLValidator } = fastXmlParser();
  const verdict = XMLValidator.validate(prepared.text);
  if (verdict !== true) {
    const { line, col, msg } = verdict.err;
    report.error(start + offsetAt(xml, line, col || 1), 'bad-xml', original(inFile(msg, report.text, start)));
    return undefined;
  }
  try {
    return soleRoot(readTree(prepared.text, start, original), prepared.text, start, report);
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    const reserved = /"(\w+)" is a reserved/.exec(message)?.[1];
    const offset = reserved === undefined ? 0 : Math.max(0, xml.indexOf(reserved));
    report.error(
      start + offset,
      'bad-xml',
      reserved === undefined ? original(message) : `"${reserved}" is a reserved name`,
    );
    return undefined;
  }
}

/** The validator counts lines from the fence; a reader counts them from the top of the file. */
function inFile(message: string, text: string, start: number): string {
  const above = placeAt(text, start).line - 1;
  const open = /^Invalid '\[([^\]]*)\]' found/.exec(message)?.[1]?.match(/[^\s",]+/g);
  if (open) return `these tags never close: ${open.map((name) => `<${name}>`).join(', ')}`;
  return message
    .replace(/\.$/, '')
    .replace(
      /\(opened in line (\d+), col (\d+)\)/,
      (_, line: string, col: string) => `(opened at ${Number(line) + above}:${col})`,
    );
}

function soleRoot(roots: XmlElement[], prepared: string, start: number, report: Report): XmlElement | undefined {
  const root = roots[0];
  if (root === undefined) {
    report.error(start, 'bad-xml', 'the xml fence holds no element');
    return undefined;
  }
  const rest = prepared.slice(root.end - start);
  const extra = rest.replace(/<!--[\s\S]*?-->|<\?[\s\S]*?\?>/g, (skipped) => ' '.repeat(skipped.length)).search(/\S/);
  if (extra === -1) return root;
  report.error(root.end + extra, 'bad-xml', `nothing may follow </${root.name}> inside the fence`);
  return undefined;
}

type OrderedNode = Record<string | symbol, unknown>;

function readTree(prepared: string, start: number, original: (text: string) => string): XmlElement[] {
  const { XMLParser: Parser } = fastXmlParser();
  const metadata = Parser.getMetaDataSymbol() as symbol;
  const toElement = (node: OrderedNode, name: string): XmlElement => {
    const inner = node[name] as OrderedNode[];
    const span = node[metadata] as { startIndex: number; endIndex: number };
    return {
      name: original(name),
      attributes: new Map(
        Object.entries((node[':@'] ?? {}) as Record<string, unknown>).map(([key, value]) => [
          key,
          original(String(value)),
        ]),
      ),
      children: elementsOf(inner),
      text: original(inner.map((child) => (typeof child['#text'] === 'string' ? child['#text'] : '')).join('')),
      start: start + span.startIndex,
      end: start + span.endIndex,
    };
  };
  const elementsOf = (nodes: OrderedNode[]): XmlElement[] =>
    nodes.flatMap((node) => {
      const name = Object.keys(node).find((key) => key !== ':@' && key !== '#text' && !key.startsWith('?'));
      return name === undefined ? [] : [toElement(node, name)];
    });
  return elementsOf(newParser(Parser).parse(prepared) as OrderedNode[]);
}

function newParser(Parser: typeof XMLParser): XMLParser {
  return new Parser({
    preserveOrder: true,
    captureMetaData: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    // Numeric references such as `&#233;` are decoded only with this; the named ones of HTML never arrive here.
    htmlEntities: true,
    maxNestedTags: 64,
  });
}
