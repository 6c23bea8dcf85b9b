import type { Report } from '../problems/report.ts';
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

/** A capability, and where in the file it is granted. */
export interface Grant {
  /** Dotted form, `rye.execute.tool.acme.deploy.*`. */
  capability: string;
  offset: number;
  /** False where something about it was reported already. */
  sound: boolean;
}

export interface DeclaredPermissions {
  /** In the order written, some perhaps twice. Empty where nothing is declared. */
  grants: Grant[];
  acknowledgedRisks: { risk: string; reason: string }[];
}

/** What `<permissions>` grants. `*` as its text is everything, whatever is acknowledged beside it. */
export function readPermissions(element: XmlElement | undefined, report: Report): DeclaredPermissions {
  if (element === undefined) return { grants: [], acknowledgedRisks: [] };
  const acknowledgements = element.children.filter((child) => child.name === 'acknowledge');
  const grants = element.children.filter((child) => child.name !== 'acknowledge');
  return {
    grants: [...everything(element, grants, report), ...grants.flatMap((grant) => readGrant(grant, report))],
    acknowledgedRisks: acknowledgements.flatMap((child) => readAcknowledgement(child, report)),
  };
}

function everything(element: XmlElement, grants: XmlElement[], report: Report): Grant[] {
  const text = element.text.trim();
  if (text === '') return [];
  if (text !== '*') {
    report.error(element.start, 'bad-permission', `text in <permissions> can only be "*", not "${text}"`);
    return [];
  }
  if (grants.length === 0) return [{ capability: 'rye.*', offset: element.start, sound: true }];
  report.warn(element.start, 'ignored-wildcard', 'the "*" beside other permissions is ignored; only those are granted');
  return [];
}

function readGrant(grant: XmlElement, report: Report): Grant[] {
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
    const doubled = /^rye[./](execute|fetch|sign|search|load)([./]|$)/.test(text);
    if (doubled) {
      report.warn(
        place.start,
        'doubled-permission',
        `"${text}" repeats the prefix that <${grant.name}> adds, and grants nothing`,
      );
    }
    const capability = dotted(place === grant ? `rye.${primary}.${text}` : `rye.${primary}.${place.name}.${text}`);
    return [{ capability, offset: place.start, sound: !doubled }];
  });
}

/** `<cap>` holds a whole capability; the old primary actions in it are renamed. */
function readCap(cap: XmlElement, report: Report): Grant[] {
  const text = dotted(cap.text.trim());
  if (!text.startsWith('rye.')) {
    report.warn(cap.start, 'empty-permission', `<cap> holds "${text}", which begins with no "rye." and grants nothing`);
    return [];
  }
  return [{ capability: text.replace(/^rye\.(search|load)(?=\.|$)/, 'rye.fetch'), offset: cap.start, sound: true }];
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
