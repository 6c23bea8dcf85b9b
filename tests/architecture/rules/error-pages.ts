import { rooms } from '../floor-plan.ts';
import { isNode, lineAt, type Node, type SourceFile, walk } from '../source-file.ts';
import type { Violation } from '../violation.ts';

const CODE = new RegExp(`^(${rooms.map(({ name }) => name).join('|')})/[a-z]+(-[a-z]+)*$`);

/** Where each error code is used first. */
export function errorCodes(files: readonly SourceFile[]): Map<string, string> {
  const codes = new Map<string, string>();
  for (const file of files) {
    walk(file.program, (node) => {
      const code = codeOf(node);
      if (code !== undefined && !codes.has(code)) codes.set(code, `${file.path}:${lineAt(file.text, node.start)}`);
    });
  }
  return codes;
}

/** A code is any `room/slug`, and whatever an error class declares as its `code`. */
function codeOf(node: Node): string | undefined {
  if (node.type === 'Literal' && typeof node['value'] === 'string' && CODE.test(node['value'])) return node['value'];
  if (node.type !== 'PropertyDefinition') return undefined;
  const { key, value } = node as unknown as { key: { name?: string }; value: unknown };
  return key.name === 'code' && isNode(value) && typeof value['value'] === 'string' ? value['value'] : undefined;
}

/** The page of a code, below `docs/errors/`. */
export function pageOf(code: string): string {
  return `${code.replace('/', '-')}.md`;
}

/** Each code has a page, and each page a code. @param pages File names below `docs/errors/`, with their text. */
export function errorPageViolations(
  codes: ReadonlyMap<string, string>,
  pages: ReadonlyMap<string, string>,
): Violation[] {
  const missing = [...codes].flatMap(([code, where]) => {
    const text = pages.get(pageOf(code));
    if (text === undefined) {
      const because = 'whoever meets a code can look it up';
      return [{ where, what: `${code} has no page docs/errors/${pageOf(code)}`, because }];
    }
    const lacking = [`# ${code}`, '## What it means', '## Why it happens', '## What to do'].filter(
      (heading) => !`\n${text}`.includes(`\n${heading}\n`),
    );
    const because = 'every page answers the same three questions';
    return lacking.map((heading) => ({ where: `docs/errors/${pageOf(code)}`, what: `lacks "${heading}"`, because }));
  });
  const known = new Set([...codes.keys()].map(pageOf));
  const orphans = [...pages.keys()]
    .filter((page) => !known.has(page))
    .map((page) => ({
      where: `docs/errors/${page}`,
      what: 'is about a code that src does not have',
      because: 'a page about nothing misleads whoever finds it',
    }));
  return [...missing, ...orphans];
}
