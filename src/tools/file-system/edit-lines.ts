import { z } from 'zod';
import { sha256 } from '#protocol';
import { defineTool } from '../define-tool.ts';
import { BadEditError, FileChangedError } from '../errors.ts';
import { resolveWritable } from '../resolve-path.ts';
import { decodeText, readBytes, splitLines } from '../text.ts';
import { writeProjectFile } from '../write-project-file.ts';
import { applyEdits } from './apply-edits.ts';

export const editLinesTool = defineTool({
  id: 'rye/file-system/edit_lines',
  description:
    'Replaces ranges of lines of a text file. All ranges count in the file as it is before the call, and all edits are made or none. Returns `path` and the `sha256` of the new content. Read the file first.',
  effect: 'once',
  input: z.strictObject({
    path: z.string().describe('The file, relative to the project root.'),
    edits: z
      .array(
        z.strictObject({
          start: z.int().min(1).describe('First line to replace, counting from 1.'),
          end: z
            .int()
            .min(0)
            .describe('Last line to replace, included. start - 1 inserts before start and replaces nothing.'),
          content: z.string().describe('The lines to put there; the empty string deletes the range.'),
        }),
      )
      .min(1)
      .describe('The ranges to replace; they may not overlap.'),
    expected_sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional()
      .describe('SHA-256 that the file must have; the edit is refused where it has another.'),
  }),
  async run({ path, edits, expected_sha256: expected }, context) {
    const place = await resolveWritable(context.projectRoot, path);
    const bytes = await readBytes(place);
    const actual = sha256(bytes);
    if (expected !== undefined && expected !== actual) {
      throw new FileChangedError({ path: place.relative, expected_sha256: expected, actual_sha256: actual });
    }
    const text = decodeText(place.relative, bytes);
    const edited = applyEdits(text, edits);
    if ('why' in edited)
      throw new BadEditError({ path: place.relative, why: edited.why, lines: splitLines(text).length });
    const written = await writeProjectFile(place, Buffer.from(edited.text), context, actual);
    return { ok: true, result: { path: written.path, sha256: written.sha256 }, filesRead: [place.relative] };
  },
});
