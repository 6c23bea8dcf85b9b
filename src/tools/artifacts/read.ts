import { z } from 'zod';
import type { ToolContext } from '#protocol';
import { defineTool } from '../define-tool.ts';
import { InvalidInputError, NoSuchArtifactError } from '../errors.ts';
import { decodeText } from '../text.ts';
import { artifactPath } from './artifact-path.ts';
import { MAX_PART_CHARS, sliceText } from './slice-text.ts';

const DEFAULT_BYTES = 20_000;

/** What a result has beside the part itself, in characters of JSON. */
const FRAME_CHARS = 160;

export const readArtifactTool = defineTool({
  id: 'rye/artifacts/read',
  description:
    'Reads a part of an artifact of the run, or of a large result that was cut. Give `path` (a name, or the hash that a cut result names) or `ref`. Returns `content`, `offset`, `bytes` (of the whole), `truncated`, and `next_offset` where more follows.',
  effect: 'none',
  input: z.strictObject({
    path: z
      .string()
      .optional()
      .describe('Name of an artifact, as rye/artifacts/list shows it, or the SHA-256 of its content.'),
    ref: z.string().optional().describe('SHA-256 of the content, as a cut result names it.'),
    offset: z.int().min(0).optional().describe('First byte to return, counting from 0. Default 0.'),
    limit: z.int().min(1).optional().describe(`The most bytes to return. Default ${DEFAULT_BYTES}.`),
  }),
  async run({ path, ref, offset = 0, limit = DEFAULT_BYTES }, context) {
    const reference = ref ?? (path === undefined ? undefined : artifactPath(path));
    if (reference === undefined || (ref !== undefined && path !== undefined)) {
      throw new InvalidInputError({ tool: 'rye/artifacts/read', why: 'give either path or ref' });
    }
    const content = await context.files.readArtifact(reference);
    if (content === undefined) throw new NoSuchArtifactError({ reference });
    const text = decodeText(reference, content);
    const slice = sliceText(text, offset, limit, roomFor(context));
    const truncated = slice.next !== undefined;
    return {
      ok: true,
      result: {
        content: slice.content,
        offset: slice.offset,
        bytes: content.byteLength,
        truncated,
        ...(slice.next !== undefined && { next_offset: slice.next }),
      },
    };
  },
});

/** A part that were too large for the conversation would be kept and summarised in its turn, and never be read. */
function roomFor({ maxResultChars }: ToolContext): number {
  return maxResultChars === undefined ? MAX_PART_CHARS : Math.min(MAX_PART_CHARS, maxResultChars - FRAME_CHARS);
}
