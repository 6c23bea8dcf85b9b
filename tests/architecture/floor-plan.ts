/**
 * The floor plan: which rooms there are, what each is for, and what it may reach for. `floor-plan.test.ts` holds the
 * code to it, `scripts/docs.ts` draws `docs/architecture.md` from it.
 */

export interface Room {
  name: string;
  what: string;
  /** Rooms whose doors it may enter. */
  mayImport: readonly string[];
  /** Why not more. */
  because: string;
}

export const rooms: readonly Room[] = [
  {
    name: 'protocol',
    what: 'the words everyone shares: events, ids, ports, errors; pure folds (run, ledger, views); interpolation, conditions, capabilities',
    mayImport: [],
    because: 'every other room speaks in its words, so it can know none of them',
  },
  {
    name: 'library',
    what: 'finds, parses, checks, verifies and signs directives, knowledge, tools and config in the project, user and bundled space',
    mayImport: ['protocol'],
    because: 'what an item says does not depend on where runs are kept or who answers them',
  },
  {
    name: 'store',
    what: 'appends, reads, commits, restores, locks and watches runs, on disk and in git',
    mayImport: ['protocol'],
    because: 'the record must be readable without anything that made it',
  },
  {
    name: 'models',
    what: 'who answers a thread, which model a name means, what it costs; the offline script model',
    mayImport: ['protocol'],
    because: 'a provider is exchangeable only while it knows nothing of what is done with its answers',
  },
  {
    name: 'tools',
    what: 'what an agent may do: files, shell, artifacts, the project’s own tools; takes secrets out of results',
    mayImport: ['protocol'],
    because: 'a tool reaches the run only through the context it is handed, so every write becomes a fact',
  },
  {
    name: 'runtime',
    what: 'the thread loop, limits, money, spawning, orchestrator operations; decides from the folded state alone',
    mayImport: ['protocol'],
    because: 'its ports arrive as arguments, so a test can drive it with a pinned clock and a store in memory',
  },
  {
    name: 'app',
    what: 'the use cases, one file each; the only place that wires rooms together',
    mayImport: ['protocol', 'library', 'store', 'models', 'tools', 'runtime'],
    because: 'it must not know who asks: a command line, a screen or a test',
  },
  {
    name: 'tui',
    what: 'the cockpit: screens over the use cases; owns no truth',
    mayImport: ['protocol', 'app'],
    because: 'what a screen can do, a command can do; both go through the use cases',
  },
  {
    name: 'cli',
    what: 'argv to one use case, its answer to text or JSON and an exit code',
    mayImport: ['protocol', 'app', 'tui'],
    because: 'what a command can do, a script can do; both go through the use cases, and `rye tui` opens the cockpit',
  },
];

export interface Home {
  /** A package, a scope that ends with `/`, or a `node:` module. */
  library: string;
  /** Rooms, or single files, that may import it. */
  homes: readonly string[];
  because: string;
}

/** Where each library lives. A package that has no line here may not be imported at all. */
export const homes: readonly Home[] = [
  {
    library: 'zod',
    homes: ['protocol', 'models', 'tools'],
    because: 'values are checked where they enter: events, script and config files, tool inputs',
  },
  {
    library: 'yaml',
    homes: ['library', 'models', 'tools'],
    because: 'YAML is read where items, scripts and tool descriptions are parsed, and nowhere further in',
  },
  {
    library: 'gray-matter',
    homes: ['library'],
    because: 'its default engine can run code, so it stands behind one safe wrapper',
  },
  {
    library: 'fast-xml-parser',
    homes: ['library'],
    because: 'XML is read in directives only, behind one wrapper that limits it',
  },
  {
    library: 'simple-git',
    homes: ['store'],
    because: 'every git call passes one environment that keeps hooks, prompts and foreign config out',
  },
  {
    library: 'chokidar',
    homes: ['store/disk/folder-watches.ts'],
    because: 'what watches is one file: a notice is only a reason to look, and where none comes it looks all the same',
  },
  {
    library: 'write-file-atomic',
    homes: ['tools', 'store'],
    because: 'files are replaced whole where they are written',
  },
  { library: 'picomatch', homes: ['tools'], because: 'file patterns are an input of tools' },
  {
    library: '@secretlint/',
    homes: ['tools'],
    because: 'secrets are taken out before a result reaches the record or a model',
  },
  { library: '@pydantic/genai-prices', homes: ['models'], because: 'a price is looked up where a model is resolved' },
  { library: 'commander', homes: ['cli'], because: 'only the command line knows about argv' },
  { library: '@bomb.sh/tab', homes: ['cli'], because: 'completion is about argv' },
  { library: 'ink', homes: ['tui'], because: 'only the cockpit draws' },
  { library: 'react', homes: ['tui'], because: 'only the cockpit draws' },
  { library: 'string-width', homes: ['tui'], because: 'only the cockpit counts the columns of a text' },
  {
    library: 'diff',
    homes: ['app/diff/diff-texts.ts'],
    because: 'lines of texts are compared for people; whether two runs differ is decided without it',
  },
  {
    library: '@anthropic-ai/sdk',
    homes: ['models'],
    because: 'a provider stands behind ModelPort, and nobody else knows its words',
  },
  {
    library: 'node:child_process',
    homes: [
      'store',
      'tools',
      'app/detach-run.ts',
      'app/edit-text.ts',
      'app/page-text.ts',
      'app/cockpit/keep-copy.ts',
      'app/history/bisect/run-check.ts',
    ],
    because:
      'a process that nobody recorded outlives its run: git, tools and the detached driver are the three that are, and an editor or a pager has the terminal until it is closed; tmux takes a text and ends',
  },
  {
    library: 'node:worker_threads',
    homes: ['store', 'tools'],
    because: 'a thread is for work that would block the loop: the committer, and a search that may never end',
  },
];

/** Modules of Node that `protocol` may use: it runs anywhere, and touches nothing. */
export const protocolModules: readonly string[] = ['node:crypto'];

export interface Exception {
  file: string;
  uses: string;
  because: string;
}

/** The files that may ask for the time or for chance by themselves. */
export const systemPorts: readonly Exception[] = [
  { file: 'src/app/system-ports.ts', uses: 'Date.now', because: 'it is the clock that everyone else is handed' },
  { file: 'src/app/system-ports.ts', uses: 'randomBytes', because: 'it is the chance that everyone else is handed' },
  {
    file: 'src/store/journal/journal-writer.ts',
    uses: 'performance.now',
    because: 'it measures its own sync to choose how to wait for it; nothing that is recorded depends on it',
  },
  {
    file: 'src/store/git/committer.ts',
    uses: 'performance.now',
    because: 'it lays folded files down now and then during a storm; nothing that is recorded depends on when',
  },
];

/** Lines of a file: the longest, and what nine of ten stay below. */
export const sizes = { mostLines: 400, p90Lines: 200 } as const;
