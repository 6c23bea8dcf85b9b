import type { Json } from '#protocol';
import { readLiteral } from './read-literal.ts';
import { type Dialect, stringAt, topLevelLines } from './scan-code.ts';
import type { Declarations } from './tool-metadata.ts';

/** The names that a module declares its metadata under, and what they are called in YAML. */
const NAMES: Record<string, string> = {
  __tool_description__: 'description',
  __description__: 'description',
  __effect__: 'effect',
  __env__: 'env',
  __timeout__: 'timeout',
  __executor_id__: 'executor_id',
  CONFIG_SCHEMA: 'config_schema',
  PARAMETERS: 'parameters',
};

const ASSIGNMENT: Record<Dialect, RegExp> = {
  python: /([A-Za-z_]\w*)[ \t]*(?::[^=\n]+)?=(?!=)[ \t]*/y,
  javascript: /(?:export[ \t]+)?(?:const|let|var)[ \t]+([A-Za-z_$][\w$]*)[ \t]*(?::[^=\n]+)?=(?!=)[ \t]*/y,
};

/**
 * What a Python or JavaScript file declares at module level, read from its text and never executed. A value that is no
 * literal is left out; except `effect`, where a guess could repeat what must not happen twice: the default is `once`.
 */
export function readCodeDeclarations(source: string, dialect: Dialect): Declarations {
  const found: Record<string, Json> = {};
  for (const start of topLevelLines(source, dialect)) {
    const assignment = ASSIGNMENT[dialect];
    assignment.lastIndex = start;
    const [all, name] = assignment.exec(source) ?? [];
    if (all === undefined || name === undefined || !Object.hasOwn(NAMES, name)) continue;
    const key = NAMES[name];
    const value = readLiteral(source, start + all.length, dialect);
    if (key !== undefined && value !== undefined) found[key] = value;
  }
  const docstring = dialect === 'python' ? docstringOf(source) : undefined;
  return { ...(docstring !== undefined && { description: docstring }), ...found };
}

/** The string that a Python module begins with, up to its first empty line. */
function docstringOf(source: string): string | undefined {
  const start = /^(?:[ \t]*(?:#[^\n]*)?\r?\n)*/.exec(source)?.[0].length ?? 0;
  const token = stringAt(source, start, 'python');
  return token?.raw.trim().split(/\r?\n\s*\r?\n/)[0];
}
