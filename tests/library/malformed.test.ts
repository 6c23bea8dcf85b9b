import { readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLibrary, InvalidItemError } from '#library';

const fixtures = new URL('../fixtures/malformed/', import.meta.url).pathname;
const cases = readdirSync(fixtures);
const folders = { directive: 'directives', knowledge: 'knowledge', config: 'config' };

describe('each malformed file is refused at the place that is wrong', () => {
  let project = '';
  beforeAll(async () => {
    project = await mkdtemp(join(tmpdir(), 'rye-malformed-'));
  });
  afterAll(() => rm(project, { recursive: true }));

  test.each(cases)('%s', async (name) => {
    const expected = readFileSync(join(fixtures, name, 'expected.txt'), 'utf8')
      .trim()
      .split('\n');
    const file = readdirSync(join(fixtures, name)).find((entry) => entry !== 'expected.txt') ?? '';
    const kind = file.slice(0, file.indexOf('.')) as keyof typeof folders;
    const target = join(project, '.ai', folders[kind], name, file);
    await mkdir(dirname(target), { recursive: true });
    await cp(join(fixtures, name, file), target);

    const error: unknown = await createLibrary({ spaces: { project } })
      [kind](`${name}/${kind}`)
      .catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(InvalidItemError);
    const { problems, message, data, exitCode } = error as InvalidItemError;
    const shown = `.ai/${folders[kind]}/${name}/`;
    expect(problems.map((p) => `${p.file}:${p.line}:${p.col} ${p.level} ${p.code}`)).toEqual(
      expected.map((line) => shown + line),
    );
    const first = problems.find((problem) => problem.level === 'error');
    expect(message).toBe(`${first?.file}:${first?.line}:${first?.col}  ${first?.message}`);
    expect(data['problems']).toEqual(problems);
    expect(exitCode).toBe(2);
  });
});
