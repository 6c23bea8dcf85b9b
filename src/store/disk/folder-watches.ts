import { type FSWatcher, statfsSync, statSync, watch } from 'node:fs';
import { dirname } from 'node:path';
import { hasErrno, isMissing } from './durable-file.ts';

/** How often everything watched is looked at all the same, in ms: some file systems tell of nothing. */
export const LOOK_MS = 2000;

/** So many folders are looked at in one go where events come: a look is for what they miss, and costs 40 µs a folder. */
const FOLDERS_A_LOOK = 32;

/** File systems whose changes by other machines raise no events here; statfs(2) and linux/magic.h name them. */
const TELL_NOTHING: ReadonlySet<number> = new Set([
  0x6969, // NFS
  0x517b, // SMB
  0xff534d42, // CIFS
  0xfe534d42, // SMB2
  0x01021997, // 9p: folders of a host in a virtual machine
  0x65735546, // FUSE: sshfs and its like
  0x00c36400, // Ceph
]);

interface Watched {
  listener: () => void;
  watcher?: FSWatcher;
  /** What is really watched: the folder, or, while that is missing, the nearest one above it. */
  at?: { folder: string; ino: number };
}

/**
 * Folders that are watched, those not there yet included: a listener is told whenever something in its folder, not
 * below, could have changed, and every {@link LOOK_MS} besides (of many folders, some at a time). It looks for itself
 * what is new.
 */
export class FolderWatches {
  readonly #watched = new Map<string, Watched>();
  readonly #onPolling: () => void;
  readonly #watch: typeof watch;
  #timer: NodeJS.Timeout | undefined;
  #polling = false;
  #nextLook = 0;

  /** @param onPolling Told once, where events do not come: then there is nothing faster than a look every {@link LOOK_MS}. */
  constructor(onPolling: () => void = () => undefined, ports: { watch: typeof watch } = { watch }) {
    this.#onPolling = onPolling;
    this.#watch = ports.watch;
  }

  /** Watches a folder; one that is watched already gets the new listener. */
  add(folder: string, listener: () => void): void {
    const watched = this.#watched.get(folder);
    if (watched) {
      watched.listener = listener;
      return;
    }
    const added: Watched = { listener };
    this.#watched.set(folder, added);
    this.#arm(folder, added);
    this.#timer ??= setInterval(() => this.#look(), LOOK_MS);
  }

  remove(folder: string): void {
    this.#watched.get(folder)?.watcher?.close();
    this.#watched.delete(folder);
    if (this.#watched.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  close(): void {
    for (const folder of this.#watched.keys()) this.remove(folder);
  }

  #look(): void {
    for (const folder of this.#polling ? [...this.#watched.keys()] : this.#someInTurn()) {
      const watched = this.#watched.get(folder);
      if (watched) this.#tell(folder, watched);
    }
  }

  /** The folders that come next, so that each has its turn, however many there are. */
  #someInTurn(): string[] {
    const folders = [...this.#watched.keys()];
    const some = folders.slice(this.#nextLook, this.#nextLook + FOLDERS_A_LOOK);
    this.#nextLook = this.#nextLook + FOLDERS_A_LOOK < folders.length ? this.#nextLook + FOLDERS_A_LOOK : 0;
    return some;
  }

  #tell(folder: string, watched: Watched): void {
    if (this.#watched.get(folder) !== watched) return;
    this.#arm(folder, watched);
    watched.listener();
  }

  /** Watches the folder, or what is nearest above it; again where that has come, gone, or become another one. */
  #arm(folder: string, watched: Watched): void {
    if (this.#polling) return;
    const at = nearestFolder(folder);
    if (at?.folder === watched.at?.folder && at?.ino === watched.at?.ino) return;
    watched.watcher?.close();
    delete watched.watcher;
    delete watched.at;
    if (!at) return;
    if (tellsNothing(at.folder)) {
      this.#poll();
      return;
    }
    try {
      watched.watcher = this.#watch(at.folder, () => this.#tell(folder, watched));
      // A folder that goes away: the next look finds what is there instead.
      watched.watcher.on('error', () => this.#tell(folder, watched));
      watched.at = at;
    } catch (error) {
      // ENOSPC: no inotify watch is left for this user; EMFILE: no inotify instance.
      if (hasErrno(error, 'ENOSPC') || hasErrno(error, 'EMFILE') || hasErrno(error, 'ENFILE')) this.#poll();
      else if (!isMissing(error)) throw error;
    }
  }

  #poll(): void {
    if (this.#polling) return;
    this.#polling = true;
    for (const watched of this.#watched.values()) {
      watched.watcher?.close();
      delete watched.watcher;
      delete watched.at;
    }
    this.#onPolling();
  }
}

function nearestFolder(folder: string): { folder: string; ino: number } | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const stat = statSync(at, { throwIfNoEntry: false });
    if (stat?.isDirectory()) return { folder: at, ino: stat.ino };
    if (dirname(at) === at) return undefined;
  }
}

function tellsNothing(folder: string): boolean {
  return process.platform === 'linux' && TELL_NOTHING.has(statfsSync(folder).type);
}
