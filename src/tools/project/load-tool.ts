import { readFile } from 'node:fs/promises';
import { sha256, type Tool, yamlBound } from '#protocol';
import { asOutcome } from '../define-tool.ts';
import { InvalidToolError, ToolChangedError } from '../errors.ts';
import type { Environment } from '../process/environment.ts';
import { readCodeDeclarations } from './read-code.ts';
import { readShellDeclarations } from './read-shell.ts';
import { runScript } from './run-script.ts';
import type { ToolFile } from './tool-files.ts';
import { type Declarations, type ToolMetadata, toMetadata } from './tool-metadata.ts';

/** Looks at a tool file before it is used; what it says against it, if anything, is why the tool cannot be called. */
export type Vouch = (file: { path: string; text: string }) => Promise<string | undefined>;

/** Executors of other systems that a file may name, and that need more than a process with JSON on its stdin. */
const OTHER_EXECUTOR = /python\/function|\/mcp\/|state-graph/;

/**
 * The tool that a file is. Its text is pinned: a file that was edited since is not run.
 * @throws {InvalidToolError}
 */
export async function loadTool(
  file: ToolFile,
  how: { env: Environment; nodePath: string; vouch?: Vouch },
): Promise<Tool> {
  const text = await readFile(file.absolute, 'utf8');
  const objection = await how.vouch?.({ path: file.shown, text });
  if (objection !== undefined) throw new InvalidToolError({ path: file.shown, why: objection });
  const metadata = await readMetadata(file, text);
  const source = { space: file.space, path: file.shown, text, sha256: sha256(text) };
  const { description, effect, inputSchema } = metadata;
  return {
    spec: { id: file.id, description, inputSchema, effect, source },
    run: (input, context) =>
      asOutcome(file.id, async () => {
        const present = sha256(await readFile(file.absolute, 'utf8'));
        if (present !== source.sha256) {
          throw new ToolChangedError({ path: file.shown, expected_sha256: source.sha256, actual_sha256: present });
        }
        return runScript({ file, metadata, input, ...how }, context);
      }),
  };
}

/** @throws {InvalidToolError} */
export async function readMetadata(
  file: Pick<ToolFile, 'id' | 'extension' | 'shown'>,
  text: string,
): Promise<ToolMetadata> {
  try {
    const declared = await readDeclarations(file.extension, text);
    const executor = declared['executor_id'];
    if (typeof executor === 'string' && OTHER_EXECUTOR.test(executor)) {
      throw new Error(`its executor ${executor} is not one that rye has; a tool reads its parameters from stdin`);
    }
    const metadata = toMetadata(file.id, declared);
    const needsCommand = file.extension === 'yaml' || file.extension === 'yml';
    if (needsCommand && metadata.command === undefined) throw new Error('a YAML tool needs a command');
    return metadata;
  } catch (error) {
    if (error instanceof Error) throw new InvalidToolError({ path: file.shown, why: error.message });
    throw error;
  }
}

async function readDeclarations(extension: string, text: string): Promise<Declarations> {
  if (extension === 'sh') return readShellDeclarations(text);
  if (extension === 'py') return readCodeDeclarations(text, 'python');
  if (extension !== 'yaml' && extension !== 'yml') return readCodeDeclarations(text, 'javascript');
  const bound = yamlBound(text);
  if (bound !== undefined) throw new Error(`its YAML cannot be read: ${bound.message}`);
  const { parse } = await import('yaml');
  const parsed: unknown = parse(text, { maxAliasCount: 20 });
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new Error('it is not a YAML mapping');
  return parsed as Declarations;
}
