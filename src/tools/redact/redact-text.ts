import type { CredentialValue } from './credential-values.ts';
import { findKnownTokens } from './known-tokens.ts';
import { type Finding, findOwnPatterns } from './own-patterns.ts';

/** What a redaction left. Only its rule is looked into again, for anybody can write one around a secret. */
const MARK = /(\[redacted:[A-Za-z0-9_-]+\])/;

/**
 * A text without secrets. Repeated until nothing more is found, so that a second call changes nothing: taking one secret
 * out can lay bare the boundary of the next.
 */
export async function redactText(text: string, credentials: CredentialValue[]): Promise<string> {
  let before = text;
  for (;;) {
    const after = await redactOnce(before, credentials);
    if (after === before) return after;
    before = after;
  }
}

/** Every secret that is found in a text, marks of earlier redactions left out. */
export async function findSecrets(text: string, credentials: CredentialValue[]): Promise<Finding[]> {
  return [...findCredentials(text, credentials), ...findOwnPatterns(text), ...(await findKnownTokens(text))];
}

async function redactOnce(text: string, credentials: CredentialValue[]): Promise<string> {
  const parts = text.split(MARK);
  const redacted: string[] = [];
  for (const [index, part] of parts.entries()) {
    // Splitting by a group puts the marks at odd places.
    if (index % 2 === 1) redacted.push(await redactMark(part, credentials));
    else redacted.push(part === '' ? part : replaceFindings(part, await findSecrets(part, credentials)));
  }
  return redacted.join('');
}

/** A mark as it was, or, where its rule is a secret itself, the mark of that. */
async function redactMark(mark: string, credentials: CredentialValue[]): Promise<string> {
  const rule = mark.slice('[redacted:'.length, -1);
  if (credentials.some(({ name }) => ruleOf(name) === rule)) return mark;
  const [finding] = await findSecrets(rule, credentials);
  return finding ? `[redacted:${finding.rule}]` : mark;
}

function findCredentials(text: string, credentials: CredentialValue[]): Finding[] {
  const findings: Finding[] = [];
  for (const { name, value } of credentials) {
    for (let start = text.indexOf(value); start !== -1; start = text.indexOf(value, start + value.length)) {
      findings.push({ start, end: start + value.length, rule: ruleOf(name) });
    }
  }
  return findings;
}

/** What stands in a mark for a variable. */
function ruleOf(name: string): string {
  return name.replace(/[^A-Za-z0-9_-]/g, '_');
}

/** Replaces stretches; those that overlap go as one, under the name of the first. */
function replaceFindings(text: string, findings: Finding[]): string {
  const sorted = findings.toSorted((a, b) => a.start - b.start || b.end - a.end);
  let result = '';
  let done = 0;
  for (const { start, end, rule } of sorted) {
    if (end <= done) continue;
    if (start >= done) result += `${text.slice(done, start)}[redacted:${rule}]`;
    done = end;
  }
  return result + text.slice(done);
}
