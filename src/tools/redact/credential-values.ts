import { encodedForms } from './encoded-forms.ts';

/** A value that must never be recorded, in one of its forms, and the variable it came from. */
export interface CredentialValue {
  name: string;
  value: string;
}

/** Shorter values are no credentials, and would turn ordinary words into redactions. */
const MIN_LENGTH = 8;

/** Whether a variable's name says that it holds a credential. `AUTHOR` is no authentication, a keyboard no key. */
export function isCredentialName(name: string): boolean {
  return /KEY(?!BOARD)|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|AUTH(?!ORS?(_|$))/i.test(name);
}

/** The credentials of an environment in all their forms, longest first, so that a value inside another one does not break it. */
export function credentialValues(env: Readonly<Record<string, string | undefined>>): CredentialValue[] {
  const found: CredentialValue[] = [];
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || value.trim().length < MIN_LENGTH) continue;
    if (!isCredentialName(name) || isPlace(value)) continue;
    for (const form of encodedForms(value.trim())) found.push({ name, value: form });
  }
  return found.sort((a, b) => b.value.length - a.value.length || (a.value < b.value ? -1 : 1));
}

/** A path or a plain URL names where a credential lies; it is none itself. */
function isPlace(value: string): boolean {
  return /^(~|\.{1,2})?\/[^/]+\//.test(value) || /^[a-z]:\\/i.test(value) || /^https?:\/\/[^@]*$/.test(value);
}
