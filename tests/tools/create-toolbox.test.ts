import { describe, expect, it } from 'vitest';
import { misfit } from '#protocol';
import { createRedactor } from '#tools';
import { cleanEnv, tempProject } from './temp-project.ts';

/** Built-in tools as the design names them. */
const EFFECTS = {
  'rye/artifacts/list': 'none',
  'rye/artifacts/read': 'none',
  'rye/artifacts/write': 'idempotent',
  'rye/bash': 'once',
  'rye/file-system/edit_lines': 'once',
  'rye/file-system/glob': 'none',
  'rye/file-system/grep': 'none',
  'rye/file-system/ls': 'none',
  'rye/file-system/read': 'none',
  'rye/file-system/write': 'idempotent',
};

const PARAMETERS = {
  'rye/artifacts/list': [],
  'rye/artifacts/read': ['path', 'ref', 'offset', 'limit'],
  'rye/artifacts/write': ['path', 'content'],
  'rye/bash': ['command', 'cwd', 'timeout'],
  'rye/file-system/edit_lines': ['path', 'edits', 'expected_sha256'],
  'rye/file-system/glob': ['pattern', 'path'],
  'rye/file-system/grep': ['pattern', 'path', 'include', 'max_results'],
  'rye/file-system/ls': ['path'],
  'rye/file-system/read': ['path', 'offset', 'limit'],
  'rye/file-system/write': ['path', 'content'],
};

describe('createToolbox', () => {
  it('lists the built-in tools by id, each with its effect and parameters', async () => {
    const specs = await tempProject().list();
    expect(specs.map((spec) => [spec.id, spec.effect])).toEqual(Object.entries(EFFECTS));
    const names = specs.map((spec) => [spec.id, Object.keys(spec.inputSchema['properties'] as object)]);
    expect(Object.fromEntries(names)).toEqual(PARAMETERS);
  });

  it('gives every tool a schema that a validator takes, closed, with a word on each parameter', async () => {
    for (const { id, inputSchema } of await tempProject().list()) {
      expect(inputSchema, id).toMatchObject({ type: 'object', additionalProperties: false });
      expect(inputSchema).not.toHaveProperty('$schema');
      expect(misfit(inputSchema, { unknown: 1 }), id).toBeDefined();
      for (const [name, property] of Object.entries(inputSchema['properties'] as object)) {
        expect((property as { description?: string }).description, `${id} ${name}`).toBeTruthy();
      }
    }
  });

  it('lists the tools of the project among them', async () => {
    const ids = (await tempProject({ '.ai/tools/leads/find.sh': '' }).list()).map((spec) => spec.id);
    expect(ids[0]).toBe('leads/find');
  });

  it('knows no tool by a name that is none', async () => {
    await expect(tempProject().tool('rye/none')).rejects.toThrow('no tool');
  });

  it('takes secrets out before a result is cut or kept', async () => {
    const secret = 'zebra-crossing-41';
    const env = cleanEnv({ GEO_TOKEN: secret });
    const project = tempProject(
      { 'a.txt': `${`${secret}\n`.repeat(5000)}` },
      { env, redactor: createRedactor({ env }) },
    );
    const outcome = await project.call('rye/file-system/read', { path: 'a.txt', limit: 5000 });
    const kept = [...project.facts.kept.values()].map((content) => Buffer.from(content).toString());
    for (const text of [JSON.stringify(outcome), ...kept]) {
      expect(text).toContain('[redacted:GEO_TOKEN]');
      expect(text).not.toContain('zebra');
    }
    const failed = await project.call('rye/file-system/read', { path: `none-${secret}` });
    expect(JSON.stringify(failed)).not.toContain('zebra');
  });
});
