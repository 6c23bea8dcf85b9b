import type { Json } from '#protocol';
import type { Declarations } from './tool-metadata.ts';

const KEYS = new Set(['description', 'effect', 'env', 'timeout', 'parameters']);

/**
 * The declarations at the top of a shell script: `# key: value` lines down to the first line that is neither a comment
 * nor empty. `# parameters:` takes a JSON Schema on its line; or one `# param: name type required|optional description`
 * a parameter. Other comments mean nothing.
 * @throws {Error} a line with a known key that cannot be read.
 */
export function readShellDeclarations(text: string): Declarations {
  const found: Declarations = {};
  const parameters: Json[] = [];
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === '') continue;
    if (!line.startsWith('#')) break;
    const [, key = '', value = ''] = /^#\s*([a-z_]+):\s*(.*?)\s*$/.exec(line) ?? [];
    if (key === 'param') parameters.push(readParameter(value));
    else if (KEYS.has(key) && value !== '') found[key] = key === 'parameters' ? parseJson(value) : value;
  }
  if (parameters.length > 0) found['parameters'] = parameters;
  return found;
}

function readParameter(line: string): Json {
  const [, name, type, need, description] = /^(\S+)\s+(\S+)\s+(required|optional)(?:\s+(.*))?$/.exec(line) ?? [];
  if (name === undefined || type === undefined) {
    throw new Error(`"# param: ${line}" is not "name type required|optional description"`);
  }
  return { name, type, required: need === 'required', ...(description !== undefined && { description }) };
}

function parseJson(value: string): Json {
  try {
    return JSON.parse(value) as Json;
  } catch (error) {
    throw new Error('"# parameters:" is not a JSON Schema on one line', { cause: error });
  }
}
