import type { Report } from '../report.ts';
import { attributeOf } from '../xml/elements.ts';
import type { XmlElement } from '../xml/parse-xml.ts';

/** Tag names of all dialects to the primary action that they grant; `search` and `load` are the old names of `fetch`. */
const PRIMARIES: ReadonlyMap<string, string> = new Map([
  ['execute', 'execute'],
  ['fetch', 'fetch'],
  ['search', 'fetch'],
  ['load', 'fetch'],
  ['sign', 'sign'],
]);

const RISKS = new Set(['safe', 'write', 'elevated', 'unrestricted']);

export interface DeclaredPermissions {
  /** Dotted form, `rye.execute.tool.acme.deploy.*`. Empty where nothing is declared. */
  capabilities: string[];
  acknowledgedRisks: { risk: string; reason: string }[];
}

/** What `<permissions>` grants. `*` as its text is everything, whatever is acknowledged beside it. */
export function readPermissions(element: XmlElement | undefined, report: Report): DeclaredPermissions {
  if (element === undefined) return { capabilities: [], acknowledgedRisks: [] };
  const acknowledgements = element.children.filter((child) => child.name === 'acknowledge');
  const grants = element.children.filter((child) => child.name !== 'acknowledge');
  return {
    capabilities: [
      ...new Set([...everything(element, grants, report), ...grants.flatMap((grant) => readGrant(grant, report))]),
    ],
    acknowledgedRisks: acknowledgements.flatMap((child) => readAcknowledgement(child, report)),
  };
}

function everything(element: XmlElement, grants: XmlElement[], report: Report): string[] {
  const text = element.text.trim();
  if (text === '') return [];
  if (text !== '*') {
    report.error(element.start, 'bad-permission', `text in <permissions> can only be "*", not "${text}"`);
    return [];
  }
  if (grants.length === 0) return ['rye.*'];
  report.warn(element.start, 'ignored-wildcard', 'the "*" beside other permissions is ignored; only those are granted');
  return [];
}

function readGrant(grant: XmlElement, report: Report): string[] {
  if (grant.name === 'cap') return readCap(grant, report);
  const primary = PRIMARIES.get(grant.name);
  if (primary === undefined) {
    report.error(
      grant.start,
      'unknown-permission',
      `<${grant.name}> is no permission: use execute, fetch, sign or acknowledge`,
    );
    return [];
  }
  const places = grant.children.length > 0 ? grant.children : [grant];
  return places.flatMap((place) => {
    const text = place.text.trim();
    if (text === '') {
      report.warn(place.start, 'empty-permission', `<${place.name}> is empty and grants nothing`);
      return [];
    }
    if (/^rye[./](execute|fetch|sign|search|load)[./]/.test(text)) {
      report.warn(
        place.start,
        'doubled-permission',
        `"${text}" repeats the prefix that <${grant.name}> adds, and grants nothing`,
      );
    }
    return [dotted(place === grant ? `rye.${primary}.${text}` : `rye.${primary}.${place.name}.${text}`)];
  });
}

/** `<cap>` holds a whole capability; the old primary actions in it are renamed. */
function readCap(cap: XmlElement, report: Report): string[] {
  const text = dotted(cap.text.trim());
  if (!text.startsWith('rye.')) {
    report.warn(cap.start, 'empty-permission', `<cap> holds "${text}", which begins with no "rye." and grants nothing`);
    return [];
  }
  return [text.replace(/^rye\.(search|load)(?=\.|$)/, 'rye.fetch')];
}

function readAcknowledgement(child: XmlElement, report: Report): { risk: string; reason: string }[] {
  const text = child.text.trim();
  const risk = attributeOf(child, 'risk');
  if (risk !== undefined) return [{ risk, reason: text }];
  if (RISKS.has(text)) return [{ risk: text, reason: '' }];
  report.warn(child.start, 'empty-acknowledgement', '<acknowledge> names no risk and acknowledges nothing');
  return [];
}

function dotted(text: string): string {
  return text.replaceAll('/', '.');
}
