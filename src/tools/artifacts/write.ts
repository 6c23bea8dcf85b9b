import { z } from 'zod';
import { defineTool } from '../define-tool.ts';
import { artifactPath } from './artifact-path.ts';

export const writeArtifactTool = defineTool({
  id: 'rye/artifacts/write',
  description:
    'Keeps a text as an artifact of the run: what the run means as its result, such as a report. It is not a file of the project. Returns `path`, `bytes` and `sha256`.',
  effect: 'idempotent',
  input: z.strictObject({
    path: z.string().describe('Name of the artifact, such as report.md or tables/costs.csv.'),
    content: z.string().describe('The whole content; an artifact of the same name is replaced.'),
  }),
  async run({ path, content }, context) {
    const { path: name, bytes, sha256 } = await context.files.writeArtifact(artifactPath(path), Buffer.from(content));
    return { ok: true, result: { path: name, bytes, sha256 } };
  },
});
