import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { sha256 } from '#protocol';
import { makeSpaces } from '../project.ts';

interface Pair {
  id: string;
  pem: string;
  privateKey: KeyObject;
}

function newPair(): Pair {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  return { id: sha256(pem).slice(0, 16), pem, privateKey };
}

function signatureOf(covered: string, { id, privateKey }: Pair): string {
  const hash = sha256(covered);
  return `rye:signed:2026-01-01T00:00:00Z:${hash}:${sign(null, Buffer.from(hash), privateKey).toString('base64url')}:${id}`;
}

const trustFile = ({ id, pem }: Pair): string =>
  `version = "1.0.0"\nfingerprint = "${id}"\n\n[public_key]\npem = """\n${pem}"""\n`;
const signedTrustFile = (pair: Pair, by: Pair): string => `# ${signatureOf(trustFile(pair), by)}\n${trustFile(pair)}`;
const path = (pair: Pair, space = 'project'): string => `${space}/.ai/config/keys/trusted/${pair.id}.toml`;

/** The status of an item that `pair` signed. */
async function statusBy(pair: Pair, { library, write }: Awaited<ReturnType<typeof makeSpaces>>): Promise<string> {
  await write('project/.ai/knowledge/signed.md', `<!-- ${signatureOf('Text\n', pair)} -->\nText\n`);
  return (await library.fetch('signed')).signature;
}

test.each(['project', 'user', 'package'])('a key in the %s space is trusted', async (space) => {
  const [made, pair] = [await makeSpaces(), newPair()];
  await made.write(path(pair, space), trustFile(pair));
  expect(await statusBy(pair, made)).toBe('valid');
});

test('a trust file signed by its own key is accepted', async () => {
  const [made, pair] = [await makeSpaces(), newPair()];
  await made.write(path(pair), signedTrustFile(pair, pair));
  expect(await statusBy(pair, made)).toBe('valid');
});

test('a trust file signed by a trusted key is accepted, through several links', async () => {
  const [made, a, b, c] = [await makeSpaces(), newPair(), newPair(), newPair()];
  await made.write(path(a), signedTrustFile(a, b));
  await made.write(path(b), signedTrustFile(b, c));
  await made.write(path(c), trustFile(c));
  expect(await statusBy(a, made)).toBe('valid');
});

test('keys that vouch only for each other are not trusted', async () => {
  const [made, a, b] = [await makeSpaces(), newPair(), newPair()];
  await made.write(path(a), signedTrustFile(a, b));
  await made.write(path(b), signedTrustFile(b, a));
  expect(await statusBy(a, made)).toBe('untrusted');
});

test.each([
  ['signed by a stranger', (pair: Pair) => signedTrustFile(pair, newPair())],
  ['changed after signing', (pair: Pair) => `${signedTrustFile(pair, pair)}owner = "x"\n`],
  ['holding another key', () => trustFile(newPair())],
  ['claiming another id', (pair: Pair) => trustFile({ ...pair, id: '0'.repeat(16) })],
  ['without a key', () => 'version = "1.0.0"\n'],
])('a trust file %s is ignored', async (_, content) => {
  const [made, pair] = [await makeSpaces(), newPair()];
  await made.write(path(pair), content(pair));
  expect(await statusBy(pair, made)).toBe('untrusted');
});

test.each([
  ['project/.ai/tools/a.py', '# ', 'print(1)\n'],
  ['project/.ai/tools/a.yaml', '# ', 'tool_type: graph\n'],
  ['project/.ai/tools/a.ts', '// ', 'export {};\n'],
  ['project/.ai/tools/a.mjs', '// ', 'export {};\n'],
])('a signed tool %s is verified', async (file, comment, content) => {
  const [made, pair] = [await makeSpaces(), newPair()];
  await made.write(path(pair), trustFile(pair));
  await made.write(file, `${comment}${signatureOf(content, pair)}\n${content}`);
  expect((await made.library.fetch('a', 'tool')).signature).toBe('valid');
});

test('the signature of a script follows its first line', async () => {
  const [made, pair] = [await makeSpaces(), newPair()];
  await made.write(path(pair), trustFile(pair));
  await made.write('project/.ai/tools/a.sh', `#!/bin/sh\n# ${signatureOf('echo 1\n', pair)}\necho 1\n`);
  expect((await made.library.fetch('a', 'tool')).signature).toBe('valid');
});

test('of knowledge with front matter only what follows it is covered', async () => {
  const [made, pair] = [await makeSpaces(), newPair()];
  await made.write(path(pair), trustFile(pair));
  const line = `<!-- ${signatureOf('Body', pair)} -->\n`;
  await made.write('project/.ai/knowledge/a.md', `${line}---\nname: a\n---\nBody\n`);
  expect((await made.library.fetch('a')).signature).toBe('valid');
  await made.write('project/.ai/knowledge/a.md', `${line}---\nname: a\n---\nOther\n`);
  await expect(made.library.fetch('a')).rejects.toMatchObject({ code: 'library/tampered-item' });
});

test('a changed config file is refused, an unsigned one merges', async () => {
  const [made, pair] = [await makeSpaces(), newPair()];
  await made.write('user/.ai/config/agent.yaml', 'a: 1\n');
  await made.write('project/.ai/config/agent.yaml', `# ${signatureOf('b: 2\n', pair)}\nb: 2\n`);
  expect(await made.library.config('agent')).toEqual({ a: 1, b: 2 });
  await made.write('project/.ai/config/agent.yaml', `# ${signatureOf('b: 2\n', pair)}\nb: 3\n`);
  await expect(made.library.config('agent')).rejects.toMatchObject({ code: 'library/tampered-item', exitCode: 2 });
});
