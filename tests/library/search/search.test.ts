import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { directiveText, makeSpaces } from '../project.ts';

async function shelf() {
  const made = await makeSpaces();
  await made.write('project/.ai/directives/ops/release.md', directiveText('release', 'Ships the red build'));
  await made.write('user/.ai/knowledge/ops/colours.md', '# Colours of a build\n\nRed means stop, green means go.\n');
  await made.write('package/.ai/knowledge/green.md', '# Green\n\nA build that passes.\n');
  await made.write('project/.ai/tools/deploy.sh', '#!/bin/sh\n# description: Deploys a blue server\necho\n');
  await made.write('project/.ai/knowledge/_draft.md', 'red green blue build');
  return made.library;
}

describe('queries', () => {
  test.each([
    ['red', ['ops/release', 'ops/colours']],
    ['RED build', ['ops/release', 'ops/colours']],
    ['red AND green', ['ops/colours']],
    ['release OR deploy', ['ops/release', 'deploy']],
    ['build NOT red', ['green']],
    ['build AND NOT (green OR ships)', []],
    ['"red build"', ['ops/release']],
    ['"build red"', []],
    ['(blue OR green) NOT colours', ['green', 'deploy']],
    ['col*rs', ['ops/colours']],
    ['sto*go', ['ops/colours']],
    ['"sto*go"', []],
    ['release OR blue server', ['ops/release', 'deploy']],
    ['(red', ['ops/release', 'ops/colours']],
    ['red OR', ['ops/release', 'ops/colours']],
    ['NOT', ['deploy', 'ops/release', 'ops/colours', 'green']],
    ['*', ['deploy', 'ops/release', 'ops/colours', 'green']],
    ['', ['deploy', 'ops/release', 'ops/colours', 'green']],
    ['purple', []],
  ])('%j finds', async (query, ids) => {
    const hits = await (await shelf()).search(query);
    expect(hits.map((hit) => hit.id).sort()).toEqual([...ids].sort());
  });

  test('any text is a query', async () => {
    const library = await shelf();
    const piece = fc.constantFrom('(', ')', '"', 'AND', 'OR', 'NOT', '*', 'red', ' ');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(piece, fc.string({ maxLength: 3 })), { maxLength: 20 }), async (pieces) => {
        for (const hit of await library.search(pieces.join(' '))) expect(hit.score).toBeLessThanOrEqual(1);
      }),
      { numRuns: 50 },
    );
  });

  test('deep nesting ends', async () => {
    expect(await (await shelf()).search(`${'('.repeat(20_000)}red${' NOT'.repeat(20_000)}`)).toBeInstanceOf(Array);
  });
});

test('a hit in a title counts more than one in the text; equal hits go by space, then id', async () => {
  const { library, write } = await makeSpaces();
  await write('project/.ai/knowledge/c.md', 'About apples.');
  await write('project/.ai/knowledge/b.md', 'About apples.');
  await write('user/.ai/knowledge/a.md', 'About apples.');
  await write('package/.ai/knowledge/d.md', '# Apples\n');
  const hits = await library.search('apples');
  expect(hits.map((hit) => hit.id)).toEqual(['d', 'b', 'c', 'a']);
  expect(hits[1]?.score).toBeCloseTo(1 / 10.5);
});

test('a hit shows what the item is', async () => {
  const [hit] = await (await shelf()).search('ships');
  expect(hit).toEqual({
    kind: 'directive',
    id: 'ops/release',
    space: 'project',
    name: 'release',
    title: 'release',
    description: 'Ships the red build',
    preview: 'Do it.',
    path: '.ai/directives/ops/release.md',
    score: 2 / 10.5,
  });
});

test('an item that does not parse is found by its text', async () => {
  const { library, write } = await makeSpaces();
  await write('project/.ai/directives/broken.md', 'no fence at all');
  expect((await library.search('fence')).map((hit) => hit.id)).toEqual(['broken']);
});

test('search keeps to a kind, to a prefix and to a limit', async () => {
  const library = await shelf();
  expect((await library.search('*', { kind: 'knowledge' })).map((hit) => hit.id)).toEqual(['ops/colours', 'green']);
  for (const under of ['ops', 'ops/', 'ops.*', 'ops/*']) {
    expect((await library.search('*', { under })).map((hit) => hit.id)).toEqual(['ops/release', 'ops/colours']);
  }
  expect(await library.search('*', { under: 'op' })).toEqual([]);
  expect(await library.search('*', { limit: 1 })).toHaveLength(1);
});

test('without a limit ten are shown', async () => {
  const { library, write } = await makeSpaces();
  for (let n = 0; n < 12; n += 1) await write(`project/.ai/knowledge/k${n}.md`, 'Text');
  expect(await library.search('text')).toHaveLength(10);
});
