import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type AppContext, type Validation, validateItems } from '#app';
import { contextAt } from '../../helpers/app-context.ts';
import { tempFolder, writeFiles } from '../../helpers/rye.ts';

/** A project with these files below its `.ai`, and a home of its own. */
export function projectWith(files: Readonly<Record<string, string>>): { root: string; context: AppContext } {
  const root = join(tempFolder('rye-space-'), 'project');
  mkdirSync(join(root, '.ai'), { recursive: true });
  writeFiles(join(root, '.ai'), files);
  const home = join(root, '..', 'home');
  return { root, context: { ...contextAt(root), env: { PATH: process.env['PATH'], HOME: home, RYE_HOME: home } } };
}

/** What is wrong with the items of a project, as `file:line:col level code`. */
export async function problemsWith(files: Readonly<Record<string, string>>, paths: string[] = []): Promise<string[]> {
  return lines(await validateItems(projectWith(files).context, paths));
}

export function lines({ problems }: Validation): string[] {
  return problems.map(({ file, line, col, level, code }) => `${file}:${line}:${col} ${level} ${code}`);
}

/** A directive that nothing is wrong with; `xml` goes into its metadata. */
export function directive(id: string, { xml = '', attributes = '', body = 'Do it.' } = {}): string {
  const at = id.lastIndexOf('/');
  return `# Title

\`\`\`xml
<directive name="${id.slice(at + 1)}" version="1.0.0"${attributes}>
<metadata><description>d</description><category>${id.slice(0, Math.max(0, at))}</category><author>a</author>
${xml}
</metadata>
</directive>
\`\`\`

${body}
`;
}
