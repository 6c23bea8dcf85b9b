/** A text in an element that says of which item it is: `<NAME id="…" type="…">`. */
export function wrapBlock({ kind, id, name, text }: { kind: string; id: string; name: string; text: string }): string {
  const tag = tagOf(name);
  return `<${tag} id="${escaped(id)}" type="${escaped(kind)}">\n${text}\n</${tag}>`;
}

/** A name as an element can have it. */
function tagOf(name: string): string {
  const tag = name.replace(/[^\p{L}\p{N}_.-]+/gu, '-');
  return /^[\p{L}_]/u.test(tag) ? tag : `_${tag}`;
}

function escaped(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
