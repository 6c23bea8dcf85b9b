import { z } from 'zod';
import { defineTool } from '../define-tool.ts';
import { resolvePath } from '../resolve-path.ts';
import { decodeText, readBytes, splitLines } from '../text.ts';

/** How many lines are returned where no limit is given. */
const DEFAULT_LINES = 2000;

export const readTool = defineTool({
  id: 'rye/file-system/read',
  description:
    'Reads a text file of the project. Returns `content` (the lines asked for), `lines` (how many the whole file has) and `truncated` (true where lines follow that were not returned). Read on with `offset`.',
  effect: 'none',
  input: z.strictObject({
    path: z.string().describe('The file, relative to the project root, such as src/index.ts.'),
    offset: z.int().min(1).optional().describe('The first line to return, counting from 1. Default 1.'),
    limit: z.int().min(1).optional().describe(`The most lines to return. Default ${DEFAULT_LINES}.`),
  }),
  async run({ path, offset = 1, limit = DEFAULT_LINES }, context) {
    const place = await resolvePath(context.projectRoot, path);
    const text = decodeText(place.relative, await readBytes(place));
    const lines = splitLines(text);
    const part = lines.slice(offset - 1, offset - 1 + limit);
    const truncated = offset - 1 + part.length < lines.length;
    const content = part.join('\n') + (part.length > 0 && (truncated || text.endsWith('\n')) ? '\n' : '');
    return { ok: true, result: { content, lines: lines.length, truncated }, filesRead: [place.relative] };
  },
});
