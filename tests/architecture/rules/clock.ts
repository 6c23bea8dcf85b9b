import { systemPorts } from '../floor-plan.ts';
import { isNode, lineAt, type Node, type SourceFile, walk } from '../source-file.ts';
import type { Violation } from '../violation.ts';

const CALLS: ReadonlySet<string> = new Set([
  'Date.now',
  'Math.random',
  'performance.now',
  'process.hrtime',
  'crypto.randomUUID',
]);
const NAMES: ReadonlySet<string> = new Set(['randomUUID', 'randomBytes', 'randomInt', 'getRandomValues']);

/** Time and chance arrive as arguments: a test pins both, and asserts exact ids and exact commits. */
export function clockViolations(files: readonly SourceFile[]): Violation[] {
  return files.flatMap((file) => {
    const found: Violation[] = [];
    walk(file.program, (node) => {
      const uses = asksFor(node);
      if (uses === undefined || isExcepted(file.path, uses)) return;
      found.push({
        where: `${file.path}:${lineAt(file.text, node.start)}`,
        what: `asks for ${uses}`,
        because: 'time and chance arrive as arguments (Clock, Randomness), so that a test can pin them',
      });
    });
    return found;
  });
}

function asksFor(node: Node): string | undefined {
  if (node.type === 'NewExpression') {
    const isNow = nameOf(node['callee']) === 'Date' && (node['arguments'] as unknown[]).length === 0;
    return isNow ? 'new Date()' : undefined;
  }
  const name = nameOf(node);
  if (node.type === 'MemberExpression') return name !== undefined && CALLS.has(name) ? name : undefined;
  if (node.type === 'CallExpression') {
    const called = nameOf(node['callee']);
    return called !== undefined && NAMES.has(called) ? called : undefined;
  }
  return undefined;
}

function nameOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === 'Identifier') return String(node['name']);
  if (node.type !== 'MemberExpression' || node['computed'] === true) return undefined;
  const object = nameOf(node['object']);
  const property = nameOf(node['property']);
  return object === undefined || property === undefined ? undefined : `${object}.${property}`;
}

function isExcepted(path: string, uses: string): boolean {
  return systemPorts.some((exception) => exception.file === path && exception.uses === uses);
}
