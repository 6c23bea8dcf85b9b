import { join } from 'node:path';
import { type Event, type EventOf, RyeError, sha256 } from '#protocol';
import { checkPlace } from '../data/data-writer.ts';
import { replaceFile } from '../disk/durable-file.ts';
import { readIfThere } from '../disk/read-file.ts';
import { checkPath } from '../disk/safe-path.ts';
import { projectHead } from '../git/project-head.ts';

/** What became of the project's files that a run wrote. */
export interface LaidDown {
  /** Written again. Paths in the project. */
  written: string[];
  /** Left as they are: somebody has changed them, or the project stands on another commit. */
  left: string[];
}

/**
 * Lays down in the project what the agents of a run wrote there, on a machine to which the run has come: where the project
 * stands on the commit that the run began on, and a file is missing or is as the run found it, or left it before.
 * @param content Gives content of the run by its hash.
 */
export async function layDownProjectFiles(
  projectRoot: string,
  events: readonly Event[],
  content: (sha256: string) => Promise<Uint8Array>,
): Promise<LaidDown> {
  const laid: LaidDown = { written: [], left: [] };
  const versions = versionsOf(events);
  if (versions.size === 0) return laid;
  const started = events[0]?.type === 'run_started' ? events[0].data : undefined;
  const isSameBase = started?.project?.base_commit === (await projectHead(projectRoot));
  for (const [path, known] of versions) {
    const last = known.at(-1) as string;
    const found = readIfThere(join(projectRoot, path));
    const foundHash = found && sha256(found);
    if (foundHash === last) continue;
    const isFree = foundHash === undefined || known.includes(foundHash);
    if (!isSameBase || !isFree || !isPlain(projectRoot, path)) {
      laid.left.push(path);
      continue;
    }
    replaceFile(join(projectRoot, path), await content(last), { durable: true });
    laid.written.push(path);
  }
  return laid;
}

/** Every content that the run knows of each path, the newest last. */
function versionsOf(events: readonly Event[]): Map<string, string[]> {
  const versions = new Map<string, string[]>();
  const written = events.filter((event): event is EventOf<'file_written'> => event.type === 'file_written');
  for (const { data } of written) {
    const known = versions.get(data.path) ?? (data.previous_sha256 === undefined ? [] : [data.previous_sha256]);
    versions.set(data.path, [...known, data.sha256]);
  }
  return versions;
}

/** No link is followed, and no folder or file is put in the place of the other. */
function isPlain(projectRoot: string, path: string): boolean {
  try {
    checkPath(path);
    checkPlace(projectRoot, path);
    return true;
  } catch (error) {
    if (error instanceof RyeError) return false;
    throw error;
  }
}
