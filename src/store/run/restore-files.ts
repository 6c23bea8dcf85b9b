import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Event, Probe } from '#protocol';
import { sha256 as hashOf, isSnapshotPath } from '#protocol';
import { findContent } from '../disk/content-files.ts';
import { replaceFile } from '../disk/durable-file.ts';
import { readIfThere } from '../disk/read-file.ts';
import type { RunPaths } from '../disk/run-paths.ts';
import { listTree, readBlobs } from '../git/read-branch.ts';
import { type Branch, blobId } from './reconcile.ts';

/**
 * Lays down the files of the newest commit that are missing in the run's folder, and the folded ones that are older
 * than it. The journal is not among them.
 */
export async function restoreFiles(paths: RunPaths, branch: Branch, probe: Probe): Promise<void> {
  const files = (await listTree(branch.gitDir, branch.commit)).filter(({ path, oid }) => {
    if (path.startsWith('events/')) return false;
    const file = join(paths.root, path);
    if (!isSnapshotPath(path)) return !existsSync(file);
    const found = readIfThere(file);
    return found === undefined || blobId(found, branch.objectFormat) !== oid;
  });
  const blobs = await readBlobs(
    branch.gitDir,
    files.map(({ oid }) => oid),
  );
  for (const [index, { path }] of files.entries()) {
    probe('restore-file-before');
    replaceFile(join(paths.root, path), blobs[index] as Buffer, { durable: !isSnapshotPath(path) });
    probe('restore-file-after');
  }
}

/**
 * Brings artifacts up to their last event, where the driver died between the event and the file. A file that is no
 * earlier version of the artifact was changed by someone else, and stays.
 */
export function restoreArtifacts(paths: RunPaths, events: readonly Event[]): void {
  const versions = new Map<string, string[]>();
  for (const event of events) {
    if (event.type !== 'artifact_written') continue;
    const { path, sha256 } = event.data;
    versions.set(path, [...(versions.get(path) ?? []), sha256]);
  }
  for (const [path, hashes] of versions) {
    const last = hashes.at(-1) as string;
    const file = join(paths.root, 'artifacts', path);
    const found = readIfThere(file);
    const foundHash = found && hashOf(found);
    if (foundHash === last || (foundHash !== undefined && !hashes.includes(foundHash))) continue;
    const content = findContent(paths, last, []);
    // Not staged any more: then it was committed, and is laid down from there.
    if (content) replaceFile(file, content, { durable: true });
  }
}
