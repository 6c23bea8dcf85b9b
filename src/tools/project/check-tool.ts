import { InvalidToolError } from '../errors.ts';
import { readMetadata } from './load-tool.ts';

/** Extensions that a file of a tool may have; of any other nothing is declared. */
const CHECKED: readonly string[] = ['ts', 'js', 'mjs', 'cjs', 'py', 'yaml', 'yml', 'sh'];

/**
 * Why a file is no tool that could be called, by its declarations alone; nothing of it is run. Undefined where it is one.
 * @param file.path As it is shown.
 */
export async function checkTool(file: { id: string; path: string; text: string }): Promise<string | undefined> {
  const extension = file.path.split('.').at(-1) ?? '';
  if (!CHECKED.includes(extension)) return undefined;
  try {
    await readMetadata({ id: file.id, extension, shown: file.path }, file.text);
    return undefined;
  } catch (error) {
    if (error instanceof InvalidToolError) return error.why;
    throw error;
  }
}
