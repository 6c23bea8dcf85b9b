import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createLibrary, type LibrarySpaces } from '#library';

export interface TestSpaces {
  root: string;
  spaces: Required<LibrarySpaces>;
  library: ReturnType<typeof createLibrary>;
  /** Writes a file below `project/`, `user/` or `package/`. */
  write: (path: string, content: string | Uint8Array) => Promise<string>;
}

/** Three empty spaces on disk, removed when the test ends. */
export async function makeSpaces(): Promise<TestSpaces> {
  const root = await mkdtemp(join(tmpdir(), 'rye-library-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const spaces = {
    project: join(root, 'project'),
    user: join(root, 'user'),
    bundled: { directives: join(root, 'package/directives'), ai: join(root, 'package/.ai') },
  };
  const write = async (path: string, content: string | Uint8Array): Promise<string> => {
    const file = join(root, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
    return file;
  };
  return { root, spaces, library: createLibrary({ spaces }), write };
}

export function directiveText(name: string, description = 'It helps.'): string {
  return `# ${name}\n\n\`\`\`xml\n<directive name="${name}"><metadata><description>${description}</description></metadata></directive>\n\`\`\`\n\nDo it.\n`;
}
