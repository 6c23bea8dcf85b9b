import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createKeys, keyFiles, loadSigningKey, readTrustStore, trustKey } from '#library';
import { makeSpaces } from '../project.ts';
import { testKey } from './keys.ts';

async function withKeys() {
  const made = await makeSpaces();
  const files = keyFiles(join(made.root, 'user'));
  const trustFolder = join(made.root, 'user/.ai/config/keys/trusted');
  return { ...made, files, trustFolder };
}

describe('a new pair of keys', () => {
  test('is private to its owner, trusted in the user space, and signs', async () => {
    const { files, trustFolder, spaces } = await withKeys();
    const made = await createKeys(files, trustFolder, 'ada');
    expect((await stat(files.privateKey)).mode & 0o777).toBe(0o600);
    expect((await stat(files.folder)).mode & 0o777).toBe(0o700);
    expect(createPrivateKey(await readFile(files.privateKey)).asymmetricKeyType).toBe('ed25519');
    expect((await loadSigningKey(files)).id).toBe(made.id);
    expect(await readTrustStore(spaces)).toMatchObject({
      keys: [{ id: made.id, owner: 'ada', space: 'user', path: `~/.ai/config/keys/trusted/${made.id}.toml` }],
      ignored: [],
    });
  });

  test('never takes the place of another', async () => {
    const { files, trustFolder } = await withKeys();
    await createKeys(files, trustFolder, 'ada');
    const before = await readFile(files.privateKey, 'utf8');
    await expect(createKeys(files, trustFolder, 'eve')).rejects.toMatchObject({
      code: 'library/key-exists',
      exitCode: 2,
    });
    expect(await readFile(files.privateKey, 'utf8')).toBe(before);
    expect(await readdir(trustFolder)).toHaveLength(1);
  });

  test('leaves no half behind where a public key stands in its way', async () => {
    const { files, trustFolder, write } = await withKeys();
    await write('user/.ai/config/keys/signing/public_key.pem', 'x');
    await expect(createKeys(files, trustFolder, 'ada')).rejects.toMatchObject({ code: 'library/key-exists' });
    expect(await readdir(files.folder)).toEqual(['public_key.pem']);
  });
});

describe('a key to sign with', () => {
  test('that is not there is named, with what to do', async () => {
    const { files } = await withKeys();
    await expect(loadSigningKey(files)).rejects.toMatchObject({
      code: 'library/no-signing-key',
      exitCode: 3,
      hint: 'Make one with `rye keys new`.',
    });
  });

  test.each([
    ['that others may read', async (file: string) => chmod(file, 0o640), 'others than its owner may read it'],
    ['that is none', async (file: string) => writeFile(file, 'x'), 'it is no private key'],
    [
      'that does not belong to its public key',
      async (file: string) =>
        writeFile(file, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })),
      'is not its public key',
    ],
  ])('%s is refused', async (_, spoil, reason) => {
    const { files, trustFolder } = await withKeys();
    await createKeys(files, trustFolder, 'ada');
    await spoil(files.privateKey);
    await expect(loadSigningKey(files)).rejects.toMatchObject({
      code: 'library/bad-signing-key',
      message: expect.stringContaining(reason),
    });
  });
});

describe('trusting', () => {
  test.each(['pem', 'trustFile'] as const)('takes a key as %s', async (form) => {
    const { write, trustFolder, spaces } = await withKeys();
    const key = testKey('bob');
    const source = await write('key.txt', key[form]);
    expect(await trustKey(source, trustFolder, form === 'pem' ? 'bob' : undefined)).toMatchObject({
      id: key.id,
      owner: 'bob',
      already: false,
    });
    expect(await trustKey(source, trustFolder)).toMatchObject({ id: key.id, already: true });
    expect((await readTrustStore(spaces)).keys).toMatchObject([{ id: key.id, owner: 'bob' }]);
  });

  test('refuses a private key, and what is no key', async () => {
    const { write, trustFolder } = await withKeys();
    const secret = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' });
    for (const [text, reason] of [
      [secret, 'it is a private key'],
      ['hello', 'it holds no Ed25519 public key'],
      [rsa.toString(), 'it holds no Ed25519 public key'],
      [
        testKey().trustFile.replace(/fingerprint = ".*"/, 'fingerprint = "0000000000000000"'),
        'but says 0000000000000000',
      ],
    ] as const) {
      await expect(trustKey(await write('key.pem', text), trustFolder)).rejects.toMatchObject({
        code: 'library/no-public-key',
        message: expect.stringContaining(reason),
      });
    }
    await expect(trustKey('/nonexistent/key', trustFolder)).rejects.toThrow('it cannot be read (ENOENT)');
  });

  test('a file whose key has another id is ignored, and says so', async () => {
    const { write, spaces } = await withKeys();
    const key = testKey();
    await write('project/.ai/config/keys/trusted/0123456789abcdef.toml', key.trustFile);
    expect(await readTrustStore(spaces)).toEqual({
      keys: [],
      ignored: [
        {
          path: '.ai/config/keys/trusted/0123456789abcdef.toml',
          reason: `it is named 0123456789abcdef, but says ${key.id}`,
        },
      ],
    });
  });

  test('a useless file in the project does not hide the good one of the user', async () => {
    const { write, spaces } = await withKeys();
    const key = testKey();
    await write(`user/.ai/config/keys/trusted/${key.id}.toml`, key.trustFile);
    await write(`project/.ai/config/keys/trusted/${key.id}.toml`, 'nonsense');
    const { keys, ignored } = await readTrustStore(spaces);
    expect(keys).toMatchObject([{ id: key.id, space: 'user' }]);
    expect(ignored).toMatchObject([{ reason: 'it holds no Ed25519 public key' }]);
  });

  test('the id of a key is counted with the newline at the end of its PEM', async () => {
    const { write, spaces } = await withKeys();
    const key = testKey();
    const without = key.trustFile.replace('\n"""\n', '"""\n').replace('pem = """\n', "pem = '''").replace('"""', "'''");
    await write(`project/.ai/config/keys/trusted/${key.id}.toml`, without);
    expect((await readTrustStore(spaces)).keys).toMatchObject([{ id: key.id }]);
  });
});
