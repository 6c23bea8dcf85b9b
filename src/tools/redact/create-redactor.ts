import type { Json, Redactor } from '#protocol';
import { type CredentialValue, credentialValues } from './credential-values.ts';
import { findSecrets, redactText } from './redact-text.ts';
import { settledLength } from './settled-length.ts';

/** Between the strings of a value that are looked through together; no token goes across it. */
const SEPARATOR = '\n\0\n';

/**
 * Takes secrets out of texts and values: what the environment's credential variables hold, tokens of known services,
 * and four shapes of rye's own. Each becomes `[redacted:<rule>]`. The same text always gives the same answer, and
 * redacting twice changes nothing. Keys of objects are looked through like values; two that become the same stay two.
 * @param env Read once.
 */
export function createRedactor({ env }: { env: Readonly<Record<string, string | undefined>> }): Redactor {
  const credentials = credentialValues(env);
  return {
    text: (text) => redactText(text, credentials),
    settled: (text) => settledLength(text, credentials),
    json: async <T extends Json>(value: T): Promise<T> => {
      const strings = new Set<string>();
      collectStrings(value, strings);
      const replacements = await redactAll([...strings], credentials);
      return (replacements.size === 0 ? value : replaceStrings(value, replacements)) as T;
    },
  };
}

/** The strings that change. All are looked through in one go, for most values hold many strings and no secret. */
async function redactAll(strings: string[], credentials: CredentialValue[]): Promise<Map<string, string>> {
  const findings = await findSecrets(strings.join(SEPARATOR), credentials);
  const replacements = new Map<string, string>();
  let start = 0;
  for (const text of strings) {
    const end = start + text.length;
    if (findings.some((finding) => finding.start < end && finding.end > start)) {
      const redacted = await redactText(text, credentials);
      if (redacted !== text) replacements.set(text, redacted);
    }
    start = end + SEPARATOR.length;
  }
  return replacements;
}

function collectStrings(value: Json, into: Set<string>): void {
  if (typeof value === 'string') {
    into.add(value);
  } else if (Array.isArray(value)) {
    for (const item of value) collectStrings(item, into);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, part] of Object.entries(value)) {
      into.add(key);
      collectStrings(part, into);
    }
  }
}

function replaceStrings(value: Json, replacements: ReadonlyMap<string, string>): Json {
  if (typeof value === 'string') return replacements.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item) => replaceStrings(item, replacements));
  if (typeof value !== 'object' || value === null) return value;
  const keys = replaceKeys(Object.keys(value), replacements);
  return Object.fromEntries(
    Object.values(value).map((part, index) => [keys[index], replaceStrings(part, replacements)]),
  );
}

/** The keys of one object, none of them twice: a key that another one has already gets a number behind it. */
function replaceKeys(keys: string[], replacements: ReadonlyMap<string, string>): string[] {
  const taken = new Set(keys.filter((key) => !replacements.has(key)));
  return keys.map((key) => {
    const replacement = replacements.get(key);
    if (replacement === undefined) return key;
    let free = replacement;
    for (let number = 2; taken.has(free); number += 1) free = `${replacement}#${number}`;
    taken.add(free);
    return free;
  });
}
