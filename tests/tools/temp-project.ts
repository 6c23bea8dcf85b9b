import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  type ContentFact,
  type JsonObject,
  sha256,
  type Tool,
  type ToolContext,
  type ToolOutcome,
  type ToolSpec,
} from '#protocol';
import { createToolbox, type ToolboxOptions } from '#tools';

export interface Facts {
  data: Map<string, { content: Uint8Array; expected: string | undefined }>;
  recorded: { path: string; content: string; previous: string | undefined }[];
  artifacts: Map<string, Uint8Array>;
  kept: Map<string, Uint8Array>;
  /** Process groups in the order in which they were added and removed. */
  groups: string[];
  added: number[];
}

export interface Project {
  root: string;
  facts: Facts;
  /** Writes files; keys are project-relative paths. */
  put(files: Record<string, string | Uint8Array>): void;
  path(relative: string): string;
  git(...args: string[]): string;
  list(): Promise<ToolSpec[]>;
  tool(id: string): Promise<Tool>;
  call(id: string, input: JsonObject, context?: Partial<ToolContext>): Promise<ToolOutcome>;
  /** The result of a call that has to succeed. */
  ok<Result = JsonObject>(id: string, input: JsonObject, context?: Partial<ToolContext>): Promise<Result>;
  /** The error code of a call that has to fail. */
  fails(id: string, input: JsonObject, context?: Partial<ToolContext>): Promise<string>;
}

/** A project in a folder of its own, removed with the test, and a run whose facts are kept in memory. */
export function tempProject(
  files: Record<string, string | Uint8Array> = {},
  options: Partial<ToolboxOptions> = {},
): Project {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'rye-tools-')));
  onTestFinished(() => rmSync(top, { recursive: true, force: true }));
  const root = join(top, 'project');
  mkdirSync(root);
  const facts = emptyFacts();
  const env = options.env ?? cleanEnv();
  const spaces = options.spaces ?? {
    project: join(root, '.ai'),
    user: join(top, 'user'),
    bundled: join(top, 'bundled'),
  };
  const toolbox = createToolbox({ nodePath: process.execPath, ...options, env, spaces });

  const project: Project = {
    root,
    facts,
    put(more) {
      for (const [path, content] of Object.entries(more)) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), content);
      }
    },
    path: (relative) => join(root, relative),
    git: (...args) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args], {
        cwd: root,
        env: cleanEnv(),
        encoding: 'utf8',
      }),
    list: () => toolbox.list(),
    async tool(id) {
      const tool = await toolbox.find(id);
      if (tool === undefined) throw new Error(`no tool ${id}`);
      return tool;
    },
    async call(id, input, context) {
      return (await project.tool(id)).run(input, { ...contextOf(root, facts), ...context });
    },
    async ok<Result>(id: string, input: JsonObject, context?: Partial<ToolContext>) {
      const outcome = await project.call(id, input, context);
      if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
      return outcome.result as Result;
    },
    async fails(id, input, context) {
      const outcome = await project.call(id, input, context);
      if (outcome.ok) throw new Error(`succeeded: ${JSON.stringify(outcome.result)}`);
      return outcome.error.code;
    },
  };
  project.put(files);
  return project;
}

/** The machine's environment, without what a git hook or a user's git config would bring in. */
export function cleanEnv(more: Record<string, string> = {}): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
    ...more,
  };
}

function emptyFacts(): Facts {
  return { data: new Map(), recorded: [], artifacts: new Map(), kept: new Map(), groups: [], added: [] };
}

function contextOf(projectRoot: string, facts: Facts): ToolContext {
  const factOf = (path: string, content: Uint8Array): ContentFact => ({
    path,
    bytes: content.byteLength,
    sha256: sha256(content),
  });
  return {
    runId: 'run-one',
    thread: 'thread-one',
    callId: 'call-one',
    projectRoot,
    signal: new AbortController().signal,
    timeoutMs: 20_000,
    files: {
      async writeArtifact(path, content) {
        facts.artifacts.set(path, content);
        return factOf(path, content);
      },
      readArtifact: async (reference) => facts.artifacts.get(reference) ?? facts.kept.get(reference),
      listArtifacts: () => [...facts.artifacts].map(([path, content]) => factOf(path, content)),
      async writeData(path, content, expected) {
        facts.data.set(path, { content, expected });
        return factOf(path, content);
      },
      async recordFile(path, content, previous) {
        facts.recorded.push({ path, content: Buffer.from(content).toString(), previous });
        return factOf(path, content);
      },
      async keepLarge(content) {
        const fact = factOf('large', content);
        facts.kept.set(fact.sha256, content);
        return fact;
      },
    },
    processes: {
      async add(pid) {
        facts.groups.push('add');
        facts.added.push(pid);
      },
      async remove() {
        facts.groups.push('remove');
      },
    },
  };
}
