import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { defineTool } from '../define-tool.ts';
import { BadPatternError, NoSuchFileError } from '../errors.ts';
import { isMissing, type ProjectPath, resolvePath } from '../resolve-path.ts';
import { listFiles } from './list-files.ts';
import { compileGlob } from './match-glob.ts';
import { searchFiles } from './search-files.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** How long a search may take at most, in ms: it reads thousands of files in a second or two. */
const SEARCH_LIMIT_MS = 20_000;
const DEFAULT_MATCHES = 50;

export const grepTool = (env: Env) =>
  defineTool({
    id: 'rye/file-system/grep',
    description:
      'Searches text files of the project for lines that match a JavaScript regular expression; git-ignored and binary files are left out. Returns `matches`, each with `file`, `line` (counting from 1) and `text`; `truncated: true` where there are more than max_results.',
    effect: 'none',
    input: z.strictObject({
      pattern: z
        .string()
        .min(1)
        .describe('JavaScript regular expression, tested line by line. Begin with (?i) to ignore case.'),
      path: z.string().optional().describe('A folder or a file to search in. Default: the whole project.'),
      include: z.string().optional().describe('Only files that match this glob, such as *.ts or src/**/*.md.'),
      max_results: z
        .int()
        .min(1)
        .max(1000)
        .optional()
        .describe(`The most matches to return. Default ${DEFAULT_MATCHES}.`),
    }),
    async run({ pattern, path = '.', include, max_results: maxResults = DEFAULT_MATCHES }, context) {
      const expression = parseExpression(pattern);
      const place = await resolvePath(context.projectRoot, path);
      const included = include === undefined ? () => true : compileGlob(include, { lastName: true });
      const files = (await filesOf(place, path, context, env)).filter(included);
      const limitMs = Math.min(context.timeoutMs, SEARCH_LIMIT_MS);
      const found = await searchFiles({
        root: context.projectRoot,
        files,
        expression,
        maxResults: maxResults + 1,
        limitMs,
        signal: context.signal,
      });
      const matches = found.slice(0, maxResults);
      const result = { matches, ...(found.length > maxResults && { truncated: true }) };
      return { ok: true, result, filesRead: [...new Set(matches.map((match) => match.file))] };
    },
  });

/** `(?i)` at the beginning is written in many dialects; JavaScript has it as a flag. */
function parseExpression(pattern: string): { source: string; flags: string } {
  const ignoresCase = pattern.startsWith('(?i)');
  const expression = { source: ignoresCase ? pattern.slice(4) : pattern, flags: ignoresCase ? 'i' : '' };
  try {
    RegExp(expression.source, expression.flags);
    return expression;
  } catch (error) {
    if (error instanceof SyntaxError) throw new BadPatternError({ pattern, why: error.message });
    throw error;
  }
}

async function filesOf(
  place: ProjectPath,
  given: string,
  context: { projectRoot: string; signal: AbortSignal },
  env: Env,
): Promise<string[]> {
  const found = await stat(place.absolute).catch((error: unknown) => {
    if (isMissing(error)) throw new NoSuchFileError({ path: given });
    throw error;
  });
  if (found.isFile()) return [place.relative];
  return listFiles(place, { projectRoot: context.projectRoot, env, signal: context.signal });
}
