import { z } from 'zod';
import { defineTool } from '../define-tool.ts';

export const listArtifactsTool = defineTool({
  id: 'rye/artifacts/list',
  description: 'Lists the artifacts of the run. Returns `artifacts`, each with `path`, `bytes` and `sha256`.',
  effect: 'none',
  input: z.strictObject({}),
  async run(_input, context) {
    const artifacts = context.files
      .listArtifacts()
      .map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 }))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
    return { ok: true, result: { artifacts } };
  },
});
