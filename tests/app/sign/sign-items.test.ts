import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  examine,
  exportKey,
  listKeys,
  newKeys,
  openProject,
  signItems,
  trustPublicKey,
  validateItems,
  verifyItems,
} from '#app';
import { directive, projectWith } from '../validate/space.ts';

const seeds = new URL('../../fixtures/seeds/', import.meta.url).pathname;
const seed = (name: string): string => readFileSync(join(seeds, name), 'utf8');

const FILES = {
  'directives/a.md': directive('a'),
  'knowledge/k.md': '# K\n\nText\n',
  'tools/t.sh': '#!/bin/sh\n# description: says\necho 1\n',
  'config/agent/hooks.yaml': 'hooks: []\n',
  'offline/a.yaml': 'turns:\n  - text: hi\n',
};

async function signedProject() {
  const made = projectWith(FILES);
  await newKeys(made.context, 'ada');
  return { ...made, signing: await signItems(made.context, []) };
}

/** The statuses of a project's files, by name. */
async function statuses(
  context: Parameters<typeof verifyItems>[0],
  paths: string[] = [],
): Promise<Record<string, string>> {
  const { files } = await verifyItems(context, paths);
  return Object.fromEntries(files.map(({ file, status }) => [file, status]));
}

describe('signing', () => {
  it('signs every item of the project; each then verifies, and signing again leaves them as they are', async () => {
    const { context, signing } = await signedProject();
    expect(signing).toMatchObject({ ok: true, unchanged: [], failed: [] });
    expect(signing.signed.map(({ file, kind }) => `${file} ${kind}`)).toEqual([
      '.ai/config/agent/hooks.yaml config',
      '.ai/directives/a.md directive',
      '.ai/knowledge/k.md knowledge',
      '.ai/offline/a.yaml offline',
      '.ai/tools/t.sh tool',
    ]);
    expect(await verifyItems(context, [], { strict: true })).toMatchObject({
      ok: true,
      items: 5,
      files: expect.arrayContaining([
        expect.objectContaining({
          file: '.ai/directives/a.md',
          status: 'valid',
          form: 'rye',
          owner: 'ada',
          key: signing.key,
        }),
      ]),
    });
    expect(await signItems(context, [])).toMatchObject({
      ok: true,
      signed: [],
      unchanged: expect.objectContaining({ length: 5 }),
    });
    expect(await validateItems(context, [])).toEqual({ ok: true, items: 5, problems: [] });
  });

  it('keeps permissions and the first line of a script, and leaves nothing else behind', async () => {
    const { root, context } = projectWith(FILES);
    await newKeys(context);
    const tool = join(root, '.ai/tools/t.sh');
    chmodSync(tool, 0o755);
    await signItems(context, ['.ai/tools/t.sh']);
    expect(statSync(tool).mode & 0o777).toBe(0o755);
    expect(readFileSync(tool, 'utf8')).toMatch(/^#!\/bin\/sh\n# rye:signed:v2:[^\n]+\n# description: says\necho 1\n$/);
    expect(await statuses(context, ['.ai/tools'])).toEqual({ '.ai/tools/t.sh': 'valid' });
  });

  it('keeps CRLF', async () => {
    const { root, context } = projectWith({ 'knowledge/k.md': 'one\r\ntwo\r\n' });
    await newKeys(context);
    await signItems(context, []);
    expect(readFileSync(join(root, '.ai/knowledge/k.md'), 'utf8')).toMatch(
      /^<!-- rye:signed:v2:[^\r\n]+ -->\r\none\r\ntwo\r\n$/,
    );
    expect(await statuses(context)).toEqual({ '.ai/knowledge/k.md': 'valid' });
  });

  it('replaces an older signature, and so covers the prompt as well', async () => {
    const { root, context } = projectWith({ 'directives/rye/agent/threads/orchestrator.md': seed('orchestrator.md') });
    await newKeys(context);
    expect((await signItems(context, [])).signed).toMatchObject([{ replaced: true }]);
    const text = readFileSync(join(root, '.ai/directives/rye/agent/threads/orchestrator.md'), 'utf8');
    expect(text.match(/rye:signed/g)).toHaveLength(1);
    expect(Object.values(await statuses(context))).toEqual(['valid']);
  });

  it('approves what was changed since: a tampered item can be signed again', async () => {
    const { root, context } = await signedProject();
    writeFileSync(join(root, '.ai/knowledge/k.md'), `${readFileSync(join(root, '.ai/knowledge/k.md'), 'utf8')}more\n`);
    expect((await statuses(context))['.ai/knowledge/k.md']).toBe('tampered');
    expect(await signItems(context, ['.ai/knowledge/k.md'])).toMatchObject({ ok: true, signed: [{ replaced: true }] });
    expect((await statuses(context))['.ai/knowledge/k.md']).toBe('valid');
  });

  it.each([
    ['what does not validate, with its problems', '.ai/directives/bad.md', 'it does not validate'],
    ['a file whose lines end in two ways', '.ai/knowledge/mixed.md', 'its lines end in more than one way'],
    ['a file without comments', '.ai/tools/data.json', 'its language has no comments'],
    ['a link that leads out of its space', '.ai/knowledge/out.md', 'it does not validate'],
    ['what nobody could say what it is', 'key.pem', 'it does not validate'],
  ])('refuses %s', async (_, path, reason) => {
    const { root, context } = projectWith({
      'directives/bad.md': directive('worse'),
      'knowledge/mixed.md': 'one\ntwo\r\n',
      'tools/data.json': '{}\n',
    });
    writeFileSync(join(root, 'key.pem'), 'x\n');
    writeFileSync(join(root, 'outside.md'), 'x\n');
    symlinkSync('../../outside.md', join(root, '.ai/knowledge/out.md'));
    await newKeys(context);
    const before = readFileSync(join(root, path), 'utf8');
    const signing = await signItems(context, [path]);
    expect(signing).toMatchObject({
      ok: false,
      signed: [],
      failed: [{ file: path, reason: expect.stringContaining(reason) }],
    });
    expect(readFileSync(join(root, path), 'utf8')).toBe(before);
  });

  it('refuses what ships with rye', async () => {
    const { context } = projectWith({});
    await newKeys(context);
    const shipped = join(context.packageRoot, 'directives/survey.md');
    const before = readFileSync(shipped, 'utf8');
    expect(await signItems(context, [shipped])).toMatchObject({
      ok: false,
      failed: [{ reason: expect.stringContaining('ships with rye') }],
    });
    expect(readFileSync(shipped, 'utf8')).toBe(before);
  });

  it('without a key says how to make one', async () => {
    await expect(signItems(projectWith(FILES).context, [])).rejects.toMatchObject({
      code: 'library/no-signing-key',
      exitCode: 3,
    });
  });
});

describe('verifying', () => {
  it('tells the seeds apart, in words too, with the key that ships', async () => {
    const { root, context } = projectWith({});
    writeFileSync(join(root, '001.txt'), seed('orchestrator.md'));
    writeFileSync(join(root, '000.txt'), seed('orchestrator-patterns.md'));
    writeFileSync(join(root, '004.txt'), seed('orchestration-patterns.md'));
    const { ok, files } = await verifyItems(context, ['000.txt', '001.txt', '004.txt']);
    expect(ok).toBe(true);
    expect(files).toMatchObject([
      {
        kind: 'knowledge',
        status: 'valid',
        form: 'upstream',
        key: '6ea18199041a1ea8',
        owner: 'github-ci',
        signed_at: '2026-04-07T03:32:53Z',
      },
      { kind: 'directive', status: 'metadata-only', detail: expect.stringContaining('metadata-verified only') },
      { kind: 'knowledge', status: 'unsigned' },
    ]);
  });

  it.each([
    ['a changed prompt', (text: string) => text.replace('Validate that', 'Forget that'), 'metadata-only', true],
    ['a changed limit', (text: string) => text.replace('turns="4"', 'turns="5"'), 'tampered', false],
    ['another signature', (text: string) => text.replace(':d8oG', ':e8oG'), 'invalid-signature', false],
    ['another key', (text: string) => text.replace('6ea18199041a1ea8 -->', '0000000000000000 -->'), 'untrusted', false],
    ['a broken line', (text: string) => text.replace('rye:signed:2026', 'rye:signed:X026'), 'unsigned', true],
    ['bytes that are no text', (text: string) => text.replace('Orchestrator', 'Orch\xff'), 'tampered', false],
  ])('the signed directive with %s', async (_, change, status, ok) => {
    const { root, context } = projectWith({});
    const changed = change(seed('orchestrator.md'));
    writeFileSync(
      join(root, 'a.md'),
      status === 'tampered' && changed.includes('\xff') ? Buffer.from(changed, 'latin1') : changed,
    );
    expect(await verifyItems(context, ['a.md'])).toMatchObject({ ok, files: [{ status }] });
  });

  it('an unsigned item is a note, and a failure where that is asked for', async () => {
    const { context } = projectWith(FILES);
    expect((await verifyItems(context, [])).ok).toBe(true);
    expect((await verifyItems(context, [], { strict: true })).ok).toBe(false);
  });

  it('warns of trust files that are ignored', async () => {
    const { context } = projectWith({ 'config/keys/trusted/0123456789abcdef.toml': 'nonsense' });
    expect((await verifyItems(context, [])).warnings).toEqual([
      {
        file: '.ai/config/keys/trusted/0123456789abcdef.toml',
        message: 'the key is ignored: it holds no Ed25519 public key',
      },
    ]);
  });
});

describe('keys', () => {
  it('travel: what one signs, another verifies once the key is trusted there', async () => {
    const { root, context } = await signedProject();
    const other = { ...context, env: { ...context.env, RYE_HOME: join(root, '..', 'elsewhere') } };
    expect(new Set(Object.values(await statuses(other)))).toEqual(new Set(['untrusted']));
    const exported = await exportKey(context);
    writeFileSync(join(root, 'ada.toml'), exported.trust_file);
    expect(await trustPublicKey(other, 'ada.toml')).toMatchObject({ id: exported.id, owner: 'ada', already: false });
    expect(new Set(Object.values(await statuses(other)))).toEqual(new Set(['valid']));
    expect(existsSync(join(root, '.ai/config/keys'))).toBe(false);
  });

  it('can be trusted for all who work on the project', async () => {
    const { root, context } = await signedProject();
    const other = { ...context, env: { ...context.env, RYE_HOME: join(root, '..', 'elsewhere') } };
    writeFileSync(join(root, 'ada.pem'), (await exportKey(context)).pem);
    await trustPublicKey(context, 'ada.pem', { inProject: true, owner: 'ada' });
    expect((await listKeys(other)).keys).toMatchObject([
      { owner: 'ada', space: 'project' },
      { owner: 'github-ci', space: 'bundled' },
    ]);
    expect((await statuses(other))['.ai/directives/a.md']).toBe('valid');
  });

  it('lie where the environment says', async () => {
    const { root, context } = projectWith({});
    const moved = { ...context, env: { ...context.env, RYE_SIGNING_KEY_DIR: 'keys' } };
    const made = await newKeys(moved);
    expect(made.privateKey).toBe(join(root, 'keys/private_key.pem'));
    expect((await listKeys(moved)).own).toBe(made.id);
    expect((await listKeys(context)).own).toBeUndefined();
  });
});

it('the doctor counts signatures, and warns where one does not fit', async () => {
  const { root, context } = await signedProject();
  writeFileSync(join(root, '.ai/knowledge/new.md'), 'x');
  const signatures = async () => (await examine(context)).find(({ name }) => name === 'signatures');
  expect(await signatures()).toEqual({ name: 'signatures', status: 'ok', detail: '5 valid, 1 unsigned' });
  writeFileSync(join(root, '.ai/knowledge/k.md'), `${readFileSync(join(root, '.ai/knowledge/k.md'), 'utf8')}x`);
  expect(await signatures()).toMatchObject({ status: 'warn', detail: '4 valid, 1 tampered, 1 unsigned' });
});

describe('what a run uses', () => {
  const spoil = (root: string, path: string): void => {
    const file = join(root, '.ai', path);
    writeFileSync(file, readFileSync(file, 'utf8').replace(/\n$/, ' \n'));
  };

  it('is never a tampered directive, knowledge item or config file', async () => {
    const { root, context } = await signedProject();
    const { library } = await openProject(context);
    expect((await library.directive('a')).source.signature).toBe('valid');
    for (const path of ['directives/a.md', 'knowledge/k.md', 'config/agent/hooks.yaml']) spoil(root, path);
    // One after the other: a promise that fails before anybody awaits it would end the run of all tests.
    for (const attempt of [
      () => library.directive('a'),
      () => library.knowledge('k'),
      () => library.config('agent/hooks'),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: 'library/tampered-item' });
    }
  });

  it('is never a tampered tool, which is not even offered', async () => {
    const { root, context } = await signedProject();
    const { createPorts } = await import('../../../src/app/create-ports.ts');
    const project = await openProject(context);
    const { toolbox } = await createPorts(context, project, { offline: true });
    const offered = async (): Promise<boolean> => (await toolbox.list()).some(({ id }) => id === 't');
    expect(await offered()).toBe(true);
    spoil(root, 'tools/t.sh');
    expect(await offered()).toBe(false);
    expect((await toolbox.find('t'))?.spec.description).toContain('it was changed after it was signed');
  });

  it('is never a tampered offline script', async () => {
    const { root, context } = await signedProject();
    mkdirSync(join(root, '.git'), { recursive: true });
    spoil(root, 'offline/a.yaml');
    const { refuseTampered } = await import('../../../src/app/sign/create-vouch.ts');
    const text = readFileSync(join(root, '.ai/offline/a.yaml'), 'utf8');
    await expect(
      refuseTampered(await openProject(context), { kind: 'offline', id: 'a', path: '.ai/offline/a.yaml', text }),
    ).rejects.toMatchObject({ code: 'library/tampered-item' });
  });
});
