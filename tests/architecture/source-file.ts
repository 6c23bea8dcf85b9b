import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAst } from 'vitest/node';

/** Absolute path of the repository, with a slash at its end. */
export const repository: string = fileURLToPath(new URL('../..', import.meta.url));

/** A node of the syntax tree, as ESTree has it. */
export interface Node {
  type: string;
  start: number;
  end: number;
  [key: string]: unknown;
}

export interface Import {
  specifier: string;
  line: number;
  /** Gone when the types are: it cannot make a cycle at run time. */
  typeOnly: boolean;
}

export interface SourceFile {
  /** From the repository on, such as `src/store/index.ts`. */
  path: string;
  room: string;
  text: string;
  program: Node;
  imports: Import[];
}

/** Reads one TypeScript file. @param path From the repository on; it need not exist. */
export function parseSource(path: string, text: string): SourceFile {
  const program = parseAst(text, { lang: path.endsWith('x') ? 'tsx' : 'ts' }, path) as unknown as Node;
  return { path, room: path.split('/')[1] ?? '', text, program, imports: importsOf(program, text) };
}

/** Every TypeScript file under `src/`, sorted by path. */
export function readSources(): SourceFile[] {
  return readdirSync(join(repository, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => `src/${name}`)
    .sort()
    .map((path) => parseSource(path, readFileSync(join(repository, path), 'utf8')));
}

/** Calls back with every node of a tree, parents first. */
export function walk(node: Node, visit: (node: Node) => void): void {
  visit(node);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) walk(child, visit);
  }
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

/** The line of a place in a text, from 1. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function importsOf(program: Node, text: string): Import[] {
  const imports: Import[] = [];
  walk(program, (node) => {
    const specifier = specifierOf(node);
    if (specifier !== undefined) {
      imports.push({ specifier, line: lineAt(text, node.start), typeOnly: isTypeOnly(node) });
    }
  });
  return imports;
}

function specifierOf(node: Node): string | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
    case 'ImportExpression':
    case 'TSImportType': {
      const source = node['source'] as (Node & { value?: unknown }) | null | undefined;
      if (!source) return undefined;
      return typeof source.value === 'string' ? source.value : '(computed)';
    }
    default:
      return undefined;
  }
}

function isTypeOnly(node: Node): boolean {
  if (node.type === 'TSImportType' || node['importKind'] === 'type' || node['exportKind'] === 'type') return true;
  const specifiers = node['specifiers'] as Node[] | undefined;
  if (!specifiers || specifiers.length === 0) return false;
  return specifiers.every((each) => each['importKind'] === 'type' || each['exportKind'] === 'type');
}
