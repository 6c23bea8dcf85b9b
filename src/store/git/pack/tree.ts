/** Puts the tree object of a folder somewhere; its bytes hold only as long as the call. @returns its id. */
export type PutTree = (content: Buffer, path: string) => Buffer;

interface Entry {
  /** The file's blob, or the folder's tree as it was when it was last put somewhere. */
  id: Buffer;
  folder?: Folder;
}

const FILE = '100644';
const FOLDER = '40000';
const NO_ID = Buffer.alloc(0);

/** One folder of a commit's tree, with everything below it. */
class Folder {
  readonly entries = new Map<string, Entry>();
  /** Entries with another id, or another folder below them, since its tree was last put somewhere. */
  readonly changed = new Set<string>();
  /** Its tree object, and where in it the id of each entry stands; absent where other entries came since. */
  #content: Buffer | undefined;
  #places = new Map<string, number>();

  /** The folder of that name. A file gives way to it. */
  folder(name: string): Folder {
    this.changed.add(name);
    const known = this.entries.get(name)?.folder;
    if (known) return known;
    const folder = new Folder();
    this.entries.set(name, { id: NO_ID, folder });
    this.#content = undefined;
    return folder;
  }

  /** Puts a file there. A folder gives way to it. */
  file(name: string, id: Buffer): void {
    this.changed.add(name);
    const known = this.entries.get(name);
    if (known && !known.folder) known.id = id;
    else {
      this.entries.set(name, { id });
      this.#content = undefined;
    }
  }

  /** Its tree object, as git-fsck(1) wants it: names in the order of their bytes, a folder's as if a `/` followed. */
  content(): Buffer {
    if (!this.#content) return this.#lay();
    // In place: a folder of a thousand threads is some 40 kB, and one of them changes with every other event.
    for (const name of this.changed) this.#content.set(this.#idOf(name), this.#places.get(name));
    return this.#content;
  }

  #idOf(name: string): Buffer {
    return this.entries.get(name)?.id ?? NO_ID;
  }

  #lay(): Buffer {
    const sorted = [...this.entries].map(([name, { id, folder }]) => ({
      name,
      id,
      head: Buffer.from(`${folder ? FOLDER : FILE} ${name}\0`),
      order: Buffer.from(folder ? `${name}/` : name),
    }));
    sorted.sort((a, b) => a.order.compare(b.order));
    this.#places = new Map();
    let length = 0;
    for (const { name, head, id } of sorted) {
      this.#places.set(name, length + head.byteLength);
      length += head.byteLength + id.byteLength;
    }
    this.#content = Buffer.concat(sorted.flatMap(({ head, id }) => [head, id]));
    return this.#content;
  }
}

/** The tree that the next commit of a run will have, kept from one commit to the next. */
export class Tree {
  readonly #root = new Folder();

  /** Puts a blob at a path. */
  set(path: string, blob: Buffer): void {
    const names = path.split('/');
    const last = names.pop() ?? '';
    let folder = this.#root;
    for (const name of names) folder = folder.folder(name);
    folder.file(last, blob);
  }

  /** Hands out every folder that changed since the last time, the deepest first. @returns the id of the whole tree. */
  store(put: PutTree): Buffer {
    return storeFolder(this.#root, '', put);
  }
}

function storeFolder(folder: Folder, path: string, put: PutTree): Buffer {
  for (const name of folder.changed) {
    const entry = folder.entries.get(name);
    if (entry?.folder) entry.id = storeFolder(entry.folder, `${path}/${name}`, put);
  }
  const content = folder.content();
  folder.changed.clear();
  return put(content, path);
}
