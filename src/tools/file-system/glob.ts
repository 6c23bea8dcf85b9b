import { join } from 'node:path/posix';
import { z } from 'zod';
import { defineTool } from '../define-tool.ts';
import { resolvePath } from '../resolve-path.ts';
import { listFiles } from './list-files.ts';
import { compileGlob, folderOfGlob } from './match-glob.ts';

type Env = Readonly<Record<string, string | undefined>>;

export const globTool = (env: Env) =>
  defineTool({
    id: 'rye/file-system/glob',
    description:
      'Finds files of the project by name. Returns `files`: paths relative to the project root, sorted; what git ignores is left out.',
    effect: 'none',
    input: z.strictObject({
      pattern: z
        .string()
        .describe('A glob such as **/*.ts, src/**/index.{ts,js} or *.md; ** crosses folders, * does not.'),
      path: z.string().optional().describe('The folder that the pattern is relative to. Default: the project root.'),
    }),
    async run({ pattern, path = '.' }, context) {
      const base = await resolvePath(context.projectRoot, path);
      const matches = compileGlob(pattern);
      const place = await resolvePath(context.projectRoot, join(base.relative || '.', folderOfGlob(pattern)));
      const files = await listFiles(place, { projectRoot: context.projectRoot, env, signal: context.signal });
      const prefix = base.relative === '' ? '' : `${base.relative}/`;
      const found = files.filter((file) => file.startsWith(prefix) && matches(file.slice(prefix.length)));
      return { ok: true, result: { files: found } };
    },
  });
