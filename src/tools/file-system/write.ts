import { z } from 'zod';
import { defineTool } from '../define-tool.ts';
import { resolveWritable } from '../resolve-path.ts';
import { writeProjectFile } from '../write-project-file.ts';

export const writeTool = defineTool({
  id: 'rye/file-system/write',
  description:
    'Writes a text file of the project, whole: what was there is replaced, missing folders are made. Returns `path`, `bytes` and `sha256` of what was written. To change a part of a file use rye/file-system/edit_lines.',
  effect: 'idempotent',
  input: z.strictObject({
    path: z.string().describe('The file, relative to the project root.'),
    content: z.string().describe('The whole new content.'),
  }),
  async run({ path, content }, context) {
    const place = await resolveWritable(context.projectRoot, path);
    return { ok: true, result: await writeProjectFile(place, Buffer.from(content), context) };
  },
});
