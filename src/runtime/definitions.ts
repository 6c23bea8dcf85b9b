import type { Directive, Graph, ItemKind, ItemSource, Knowledge, ToolSpec } from '#protocol';
import { type HookLists, noHooks } from './hooks/hook.ts';
import { HOOK_CONFIG, hooksIn, loadHookConfig } from './hooks/hook-config.ts';
import type { RuntimePorts } from './ports.ts';
import type { RunSession } from './run-session.ts';

/** Content by hash, as a store keeps it. */
export interface ContentStore {
  putContent(content: Uint8Array): Promise<{ sha256: string; bytes: number }>;
  content(sha256: string): Promise<Uint8Array>;
}

/**
 * The definitions of a run. What it has used once it goes on using, whatever happens to the file: a first use pins the
 * text, every later one reads the pinned text.
 */
export class Definitions {
  private readonly session: RunSession;
  private readonly contents: ContentStore;
  private readonly library: RuntimePorts['library'];
  private readonly redactor: RuntimePorts['redactor'];
  private readonly pinning = new Map<string, Promise<ItemSource>>();
  /** Of those, the ones that are done. */
  private readonly settled = new Map<string, Promise<ItemSource>>();

  private hookLists: Promise<HookLists> | undefined;

  /** A directive is looked at before each call of its thread, and read as XML once. */
  private readonly parsed = new Map<ItemSource, Directive>();
  private readonly graphs = new Map<ItemSource, Graph>();

  constructor(session: RunSession, contents: ContentStore, ports: Pick<RuntimePorts, 'library' | 'redactor'>) {
    const { library, redactor } = ports;
    this.redactor = redactor;
    this.session = session;
    this.contents = contents;
    this.library = library;
  }

  /** Drops what was read; pins that are being made are let finish, so that none is made twice. */
  forget(): void {
    this.parsed.clear();
    this.graphs.clear();
    if (this.find('config', HOOK_CONFIG)) this.hookLists = undefined;
    for (const [key, source] of this.settled) if (this.pinning.get(key) === source) this.pinning.delete(key);
    this.settled.clear();
  }

  /** @throws as `Library.directive` */
  async directive(id: string, thread: string): Promise<Directive> {
    const source = await this.pinned('directive', id, thread, async () => (await this.library.directive(id)).source);
    let directive = this.parsed.get(source);
    if (!directive) {
      directive = this.library.parseDirective(source);
      this.parsed.set(source, directive);
    }
    return directive;
  }

  /** @throws as `Library.graph` */
  async graph(id: string, thread: string): Promise<Graph> {
    const source = await this.pinned('graph', id, thread, async () => (await this.library.graph(id)).source);
    let graph = this.graphs.get(source);
    if (!graph) {
      graph = this.library.parseGraph(source);
      this.graphs.set(source, graph);
    }
    return graph;
  }

  /** @throws as `Library.knowledge` */
  async knowledge(id: string, thread: string): Promise<Knowledge> {
    return this.library.parseKnowledge(
      await this.pinned('knowledge', id, thread, async () => (await this.library.knowledge(id)).source),
    );
  }

  /**
   * The hooks of the config files. They are looked up before the first context of the run is put together: where none is
   * pinned by then, the run has none, whatever stands in the files later.
   * @throws as `Library.config`
   */
  async hooks(thread: string): Promise<HookLists> {
    const pinned = this.find('config', HOOK_CONFIG);
    if (!pinned) {
      for (const { context } of this.session.state.threads.values()) if (context) return noHooks;
    }
    const known = this.hookLists;
    if (known) return known;
    const lists = this.loadHooks(thread);
    this.hookLists = lists;
    return lists.catch((error: unknown) => {
      this.hookLists = undefined;
      throw error;
    });
  }

  private async loadHooks(thread: string): Promise<HookLists> {
    const source = (await this.read('config', HOOK_CONFIG)) ?? (await loadHookConfig(this.library));
    if (source && !this.find('config', HOOK_CONFIG)) return hooksIn(await this.pin(source, thread));
    return hooksIn(source);
  }

  /** Every text that the run has pinned, but for scripts of tools: the last of each. */
  async all(): Promise<ItemSource[]> {
    const last = new Map(this.session.state.definitions.map(({ kind, id }) => [`${kind}:${id}`, { kind, id }]));
    const read = [...last.values()].filter(({ kind }) => kind !== 'tool').map(({ kind, id }) => this.read(kind, id));
    return (await Promise.all(read)).filter((source) => source !== undefined);
  }

  /** Pins the script of a tool. Its file is what runs, so a changed file is pinned again. */
  async tool(spec: ToolSpec, thread: string): Promise<void> {
    const { source } = spec;
    if (!source || this.find('tool', spec.id)?.sha256 === source.sha256) return;
    const key = `tool:${spec.id}:${source.sha256}`;
    let pinned = this.pinning.get(key);
    if (!pinned) {
      pinned = this.pin({ kind: 'tool', id: spec.id, signature: 'unsigned', ...source }, thread);
      this.pinning.set(key, pinned);
    }
    await pinned;
  }

  private async pinned(
    kind: ItemKind,
    id: string,
    thread: string,
    load: () => Promise<ItemSource>,
  ): Promise<ItemSource> {
    const key = `${kind}:${id}`;
    const known = this.pinning.get(key);
    if (known) return known;
    const found = this.read(kind, id).then(async (source) => source ?? this.pin(await load(), thread));
    this.pinning.set(key, found);
    // A miss is not remembered: the item may exist at the next try.
    found.then(
      () => this.settled.set(key, found),
      () => this.pinning.delete(key),
    );
    return found;
  }

  private async read(kind: ItemKind, id: string): Promise<ItemSource | undefined> {
    const pinned = this.find(kind, id);
    if (!pinned) return undefined;
    const text = Buffer.from(await this.contents.content(pinned.sha256)).toString('utf8');
    return { kind, id, space: pinned.space, path: pinned.path, text, sha256: pinned.sha256, signature: 'unsigned' };
  }

  private find(kind: ItemKind, id: string) {
    return this.session.state.definitions.findLast((pinned) => pinned.kind === kind && pinned.id === id);
  }

  /**
   * Keeps the text of a definition, and says in the log that this is the one that the run uses. A secret in it is taken
   * out before: what is kept is what is used.
   */
  async pin(source: ItemSource, thread: string): Promise<ItemSource> {
    const text = await this.redactor.text(source.text);
    const { sha256, bytes } = await this.contents.putContent(Buffer.from(text, 'utf8'));
    const { kind, id, space, path } = source;
    await this.session.append({ thread, type: 'definition_pinned', data: { kind, id, space, path, bytes, sha256 } });
    return { ...source, text, sha256 };
  }
}
