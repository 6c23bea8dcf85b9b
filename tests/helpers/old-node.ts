import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A Node on this machine that is too old for rye, so that the launcher hands over to the one that the clone brings. */
export const oldNode: string | undefined = findOldNode();

function findOldNode(): string | undefined {
  const nodes = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'node'));
  return nodes.find((node) => {
    if (!existsSync(node)) return false;
    const [major = 0, minor = 0] = execFileSync(node, ['-v'], { encoding: 'utf8' }).slice(1).split('.').map(Number);
    return major >= 20 && (major < 22 || (major === 22 && minor < 22));
  });
}
