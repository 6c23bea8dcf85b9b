/** A form shorter than this is found in ordinary text by chance. */
const MIN_FORM = 8;

/**
 * The forms in which a value turns up where programs hand it on: as it is, JSON-escaped once and twice, percent-encoded
 * (as a part of a URL, and of a form), hexadecimal, and base64 at each of the three places where it can begin between
 * others. Of base64 only the characters that the value alone decides are looked for; alone, it is all of them.
 */
export function encodedForms(value: string): string[] {
  const json = escaped(value);
  const url = encodeURIComponent(value.toWellFormed());
  const hex = Buffer.from(value).toString('hex');
  const forms = [
    value,
    json,
    escaped(json),
    url,
    url.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    url.replaceAll('%20', '+'),
    hex,
    hex.toUpperCase(),
    ...[0, 1, 2].flatMap((shift) => base64Forms(value, shift)),
  ];
  return [...new Set(forms)].filter((form, index) => index === 0 || form.length >= MIN_FORM);
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** The base64 of a value behind `shift` bytes of others, in both alphabets. */
function base64Forms(value: string, shift: number): string[] {
  const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(value)]);
  const padded = bytes.toString('base64');
  // A character holds six bits: those of other bytes, before and behind, are left out.
  const known = padded.slice(Math.ceil((shift * 8) / 6), Math.floor((bytes.length * 8) / 6));
  const forms = shift === 0 ? [padded, padded.replace(/=+$/, ''), known] : [known];
  return forms.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
}
