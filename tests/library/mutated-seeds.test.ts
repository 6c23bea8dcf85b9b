import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createVerifier, inspectItem, kindOfText } from '#library';
import type { Problem } from '#protocol';
import { fileText } from '../../src/library/space/read-text.ts';

const folder = new URL('../fixtures/seeds/', import.meta.url).pathname;
const seeds = readdirSync(folder).filter((name) => name.endsWith('.md'));
const bytesOf = (name: string): Buffer => readFileSync(`${folder}${name}`);

/** Everything that is told of a text, as `rye validate` tells it; a text of any kind must end in problems or in none. */
async function look(bytes: Uint8Array): Promise<{ text: string; problems: Problem[] }> {
  const { text } = fileText(Buffer.from(bytes).toString('utf8'));
  const verifier = createVerifier({});
  const problems: Problem[] = [];
  for (const kind of new Set([
    kindOfText('a.md', text) ?? 'knowledge',
    'directive',
    'knowledge',
    'config',
    'tool',
  ] as const)) {
    const path = kind === 'config' || kind === 'tool' ? 'a.yaml' : 'a.md';
    const found = await inspectItem({ kind, id: 'a', path, text, placed: true }, {}, () => verifier.trustedKeys());
    problems.push(...found.problems);
    for (const { line, col } of found.mentions)
      problems.push({ file: path, line, col, level: 'warning', code: '', message: '' });
    await verifier.examine({ kind, path, text });
  }
  return { text, problems };
}

function expectPlacesInside({ text, problems }: { text: string; problems: Problem[] }): void {
  const lines = text.split('\n');
  for (const { line, col, message } of problems) {
    const length = Array.from(lines[line - 1] ?? '').length;
    expect(line >= 1 && line <= lines.length && col >= 1 && col <= length + 1, `${line}:${col} ${message}`).toBe(true);
  }
}

describe.each(seeds)('%s', (name) => {
  const bytes = bytesOf(name);

  test('cut after any of its first 400 bytes, and after every 131st below, has its problems inside what is left', async () => {
    for (let length = 0; length <= bytes.length; length += length < 400 ? 1 : 131) {
      expectPlacesInside(await look(bytes.subarray(0, length)));
    }
  }, 120_000);

  test('with bytes turned, pieces moved and pieces put in has its problems inside the file', async () => {
    const place = fc.nat(bytes.length);
    const hostile = fc.constantFrom(
      '```',
      '````\n',
      '```xml\n',
      '<',
      '&',
      '>',
      '"',
      '\0',
      '\r',
      '\uFEFF',
      '---\n',
      '{{include: a}}',
      '<!--',
      '[',
      '{',
      '<directive>',
      '\u202e',
    );
    const edit = fc.oneof(
      fc.record({ what: fc.constant('turn' as const), at: place, bit: fc.nat(7) }),
      fc.record({ what: fc.constant('put' as const), at: place, text: hostile }),
      fc.record({ what: fc.constant('move' as const), at: place, from: place, length: fc.nat(200) }),
      fc.record({ what: fc.constant('cut' as const), at: place, length: fc.nat(200) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 6 }), async (edits) => {
        let changed = Buffer.from(bytes);
        for (const each of edits) {
          const [before, after] = [changed.subarray(0, each.at), changed.subarray(each.at)];
          if (each.what === 'turn')
            changed[each.at % changed.length] = (changed[each.at % changed.length] ?? 0) ^ (1 << each.bit);
          if (each.what === 'put') changed = Buffer.concat([before, Buffer.from(each.text), after]);
          if (each.what === 'move')
            changed = Buffer.concat([before, bytes.subarray(each.from, each.from + each.length), after]);
          if (each.what === 'cut') changed = Buffer.concat([before, after.subarray(each.length)]);
          if (changed.length === 0) return;
        }
        expectPlacesInside(await look(changed));
      }),
      { numRuns: 60 },
    );
  }, 120_000);
});

describe('texts that are all one piece end too', () => {
  test.each([
    '[',
    '{',
    '- ',
    '? ',
    '<raw>',
    '<directive',
    '<!--',
    '<!---->',
    '&',
    '&#1',
    '"',
    '`',
    '```xml\n',
    '```\n',
    '{{include:',
    '{{include: a}}',
    '# a\n',
    '---\n',
    'rye:signed:v2:',
    '<!-- rye:signed:',
    '\r',
    'a: &a [*a]\n',
    '<hook event="error">',
    '{input:',
    '${inputs.',
  ])(
    '%j, three thousand times',
    async (piece) => {
      for (const text of [
        piece.repeat(3000),
        `# T\n\n\`\`\`xml\n<directive>${piece.repeat(3000)}</directive>\n\`\`\`\n${piece.repeat(3000)}`,
        `\`\`\`yaml\na: ${piece.repeat(3000)}\n\`\`\`\n`,
      ]) {
        expectPlacesInside(await look(Buffer.from(text)));
      }
    },
    60_000,
  );
});
