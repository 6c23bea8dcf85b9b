import { join } from 'node:path';
import type { Probe } from '#protocol';
import { layDown, loadContent } from '../disk/content-files.ts';
import { replaceFile } from '../disk/durable-file.ts';
import type { RunPaths } from '../disk/run-paths.ts';
import type { NamedContent } from '../run-content.ts';

/**
 * Lays down in the run's folder what stands in the tree of its newest commit and nobody else places: definitions,
 * contents by hash, folded files. Only content is made durable; folded files can be folded again.
 */
export function layDownFolded(
  paths: RunPaths,
  runId: string,
  what: { named: readonly NamedContent[]; folded: ReadonlyMap<string, string> },
  probe: Probe,
): void {
  for (const { path, sha256, placed } of what.named) {
    if (placed !== 'by-committer') continue;
    probe('file-write-before');
    layDown(join(paths.root, path), loadContent(paths, runId, sha256, [path]), { durable: true });
    probe('file-write-after');
  }
  for (const [path, content] of what.folded) replaceFile(join(paths.root, path), content, { durable: false });
}
