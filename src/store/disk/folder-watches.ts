import { statfsSync, statSync } from 'node:fs';
import { basename, dirname, relative, resolve, sep } from 'node:path';
import type { ChokidarOptions, FSWatcher, watch } from 'chokidar';
import { hasErrno } from './durable-file.ts';

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

/** A folder as it was found: another one of the same name has another `ino`. */
interface Place {
  folder: string;
  ino: number;
}

interface Watched {
  listener: () => void;
  matters: (name: string) => boolean;
  /** Absent while chokidar is loaded. */
  watcher?: FSWatcher;
  /** What is really watched: the folder, or, while that is missing, the nearest one above it. */
  at?: Place;
}

/** What starts a watcher; a test hands in one that is refused. */
export interface WatchPorts {
  load: () => Promise<{ watch: typeof watch }>;
}

// Loaded where something is watched: it takes 20 ms, and most commands watch nothing.
const chokidar: WatchPorts = { load: () => import('chokidar') };

/**
 * Folders that are watched, those not there yet included: a listener is told whenever something in its folder, not
 * below, could have changed, and every {@link LOOK_MS} besides (of many folders, some at a time). It looks for itself
 * what is new.
 */
export class FolderWatches {
  readonly #watched = new Map<string, Watched>();
  readonly #onPolling: () => void;
  readonly #ports: WatchPorts;
  #timer: NodeJS.Timeout | undefined;
  #polling = false;
  #nextLook = 0;

  /** @param onPolling Told once, where events do not come: then there is nothing faster than a look every {@link LOOK_MS}. */
  constructor(onPolling: () => void = () => undefined, ports = chokidar) {
    this.#onPolling = onPolling;
    this.#ports = ports;
  }

  /**
   * Watches a folder; one that is watched already gets the new listener.
   * @param matters Which names in it can change at all; the others cost nothing. A look still finds what they do.
   */
  add(folder: string, listener: () => void, matters: (name: string) => boolean = () => true): void {
    const watched = this.#watched.get(folder);
    if (watched) {
      Object.assign(watched, { listener, matters });
      return;
    }
    const added: Watched = { listener, matters };
    this.#watched.set(folder, added);
    this.#arm(folder, added);
    this.#timer ??= setInterval(() => this.#look(), LOOK_MS);
  }

  remove(folder: string): void {
    const watched = this.#watched.get(folder);
    if (watched) disarm(watched);
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
    disarm(watched);
    if (!at) return;
    if (tellsNothing(at.folder)) {
      this.#poll();
      return;
    }
    watched.at = at;
    // Where none starts at all, looks are what is left.
    this.#start(folder, watched, at).catch(() => this.#poll());
  }

  async #start(folder: string, watched: Watched, at: Place): Promise<void> {
    const { watch } = await this.#ports.load();
    if (watched.at !== at) return;
    const tell = (): void => this.#tell(folder, watched);
    watched.watcher = watch(at.folder, optionsFor(folder, watched, at));
    watched.watcher.on('all', tell);
    // What changed before it was ready was told by nobody.
    watched.watcher.on('ready', tell);
    watched.watcher.on('error', (error) => {
      // ENOSPC: no inotify watch is left for this user; EMFILE: no inotify instance.
      if (['ENOSPC', 'EMFILE', 'ENFILE'].some((code) => hasErrno(error, code))) this.#poll();
      // Anything else may pass: the next look begins anew.
      else disarm(watched);
    });
  }

  #poll(): void {
    if (this.#polling) return;
    this.#polling = true;
    for (const watched of this.#watched.values()) disarm(watched);
    this.#onPolling();
  }
}

/** Only the folder itself, and in one above it only what leads to it. */
function optionsFor(folder: string, watched: Watched, at: Place): ChokidarOptions {
  const [next] = relative(at.folder, folder).split(sep);
  const matters = (name: string): boolean => (next ? name === next : watched.matters(name));
  return {
    depth: 0,
    ignoreInitial: true,
    // Holds back a removal for 100 ms, in case the file comes again; and leaves out names that an editor might use.
    atomic: false,
    ignored: (path) => resolve(path) !== at.folder && !matters(basename(path)),
  };
}

/** Ends its watcher, the one that is only about to be started too. */
function disarm(watched: Watched): void {
  // Nothing is told from here on; what closing could still fail at, the system closes.
  watched.watcher?.close().catch(() => undefined);
  delete watched.watcher;
  delete watched.at;
}

function nearestFolder(folder: string): Place | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const stat = statSync(at, { throwIfNoEntry: false });
    if (stat?.isDirectory()) return { folder: at, ino: stat.ino };
    if (dirname(at) === at) return undefined;
  }
}

function tellsNothing(folder: string): boolean {
  return process.platform === 'linux' && TELL_NOTHING.has(statfsSync(folder).type);
}
