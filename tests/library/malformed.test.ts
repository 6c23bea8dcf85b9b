import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLibrary, createVerifier, InvalidItemError, inspectItem, readItemFile } from '#library';
import { type Problem, RyeError } from '#protocol';

const fixtures = new URL('../fixtures/malformed/', import.meta.url).pathname;
const cases = readdirSync(fixtures);
const folders = { directive: 'directives', knowledge: 'knowledge', config: 'config' };

/**
 * One folder a file: `expected.txt` holds the problems for which loading it is refused; `validated.txt`, where it stands
 * instead, those that `rye validate` tells of a file that loads.
 */
describe('each hostile file gives its problems, each with its place', () => {
  let project = '';
  beforeAll(async () => {
    project = await mkdtemp(join(tmpdir(), 'rye-malformed-'));
  });
  afterAll(() => rm(project, { recursive: true }));

  test('there are many', () => expect(cases.length).toBeGreaterThanOrEqual(90));

  test.each(cases)('%s', async (name) => {
    const file = readdirSync(join(fixtures, name)).find((entry) => !entry.endsWith('.txt')) ?? '';
    const kind = file.slice(0, file.indexOf('.')) as keyof typeof folders;
    const target = join(project, '.ai', folders[kind], name, file);
    await mkdir(dirname(target), { recursive: true });
    await cp(join(fixtures, name, file), target);

    const loads = existsSync(join(fixtures, name, 'validated.txt'));
    const refusal: unknown = await createLibrary({ spaces: { project } })
      [kind](`${name}/${kind}`)
      .then(() => undefined)
      .catch((thrown: unknown) => thrown);
    const problems = loads ? await problemsOf(target, file, kind, `${name}/${kind}`) : problemsIn(refusal);

    const expected = readFileSync(join(fixtures, name, loads ? 'validated.txt' : 'expected.txt'), 'utf8');
    const shown = loads ? '' : `.ai/${folders[kind]}/${name}/`;
    expect(problems.map((p) => `${p.file}:${p.line}:${p.col} ${p.level} ${p.code}`)).toEqual(
      expected.split('\n').flatMap((line) => (line === '' ? [] : shown + line)),
    );
    if (loads) {
      expect(refusal === undefined || refusal instanceof RyeError).toBe(true);
      return;
    }
    const { message, data, exitCode } = refusal as InvalidItemError;
    const first = problems.find((problem) => problem.level === 'error');
    expect(message).toBe(`${first?.file}:${first?.line}:${first?.col}  ${first?.message}`);
    expect(data['problems']).toEqual(problems);
    expect(exitCode).toBe(2);
  });
});

function problemsIn(refusal: unknown): Problem[] {
  expect(refusal).toBeInstanceOf(InvalidItemError);
  return (refusal as InvalidItemError).problems;
}

/** As `rye validate` on a file outside of a space, so that the name of its folder says nothing of it. */
async function problemsOf(target: string, path: string, kind: keyof typeof folders, id: string): Promise<Problem[]> {
  const content = await readItemFile(target, path);
  if ('problems' in content) return content.problems;
  const file = { kind, id, path, text: content.text, placed: false };
  return (await inspectItem(file, {}, () => createVerifier({}).trustedKeys())).problems;
}
