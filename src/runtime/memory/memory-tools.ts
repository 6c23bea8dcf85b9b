import { type JsonObject, RyeError, sha256 } from '#protocol';
import { attemptTool } from '../calls/attempt-tool.ts';
import type { CallSite } from '../calls/call-site.ts';
import { CallRefusedError } from '../errors.ts';
import type { OwnTool } from '../own-tools/own-tool.ts';

/** The folder of knowledge in which memories lie. */
const FOLDER = 'learnings';
const WRITE_TOOL = 'rye/file-system/write';

/** What agents have learnt, kept as knowledge of the project: in files that people read, change and commit. */
export const memoryTools: readonly OwnTool[] = [
  {
    spec: {
      id: 'rye/memory/record',
      description: 'Keeps what was learnt, for whoever works on this project later: one thing a memory.',
      inputSchema: {
        type: 'object',
        properties: {
          title: { type: 'string', minLength: 1, maxLength: 200, description: 'What it is about, in one line.' },
          content: { type: 'string', minLength: 1, maxLength: 20_000 },
          outcome: { type: 'string', maxLength: 100, description: 'Such as success, failure, mixed.' },
          tags: { type: 'array', items: { type: 'string', minLength: 1, maxLength: 50 }, maxItems: 20 },
        },
        required: ['title', 'content'],
        additionalProperties: false,
      },
      effect: 'idempotent',
    },
    work: record,
  },
  {
    spec: {
      id: 'rye/memory/search',
      description: 'Looks through what was learnt before; "quoted phrases", AND, OR, NOT and * work.',
      inputSchema: {
        type: 'object',
        properties: { query: { type: 'string', minLength: 1 }, limit: { type: 'integer', minimum: 1, maximum: 50 } },
        required: ['query'],
        additionalProperties: false,
      },
      effect: 'none',
    },
    work: search,
  },
];

interface Memory {
  title: string;
  content: string;
  outcome?: string;
  tags?: string[];
}

/** The same title and content are one memory, whoever records it and how often. */
async function record(site: CallSite, input: JsonObject): Promise<JsonObject> {
  const { run, thread, call } = site;
  const memory = (await run.ports.redactor.json(input)) as unknown as Memory;
  const { title, content, outcome, tags = [] } = memory;
  const id = `${FOLDER}/${slugOf(title)}-${sha256(JSON.stringify([title, content])).slice(0, 8)}`;
  const known = await textNow(site, id);
  if (known === undefined) await write(site, `.ai/knowledge/${id}.md`, textOf(site, memory));
  const own = `${thread.id}/${call.callId}`;
  if (!run.session.state.memories.some((each) => each.call === own))
    await run.session.append({
      thread: thread.id,
      type: 'memory_recorded',
      data: { item: id, title, tags, ...(outcome !== undefined && { outcome }), call: own },
    });
  // One that this call wrote before its process died is new all the same.
  const wasKnown = known !== undefined && !known.includes(yaml(callOf(site)));
  return { item_id: id, recorded: true, ...(wasKnown && { was_known: true }) };
}

/** What a memory says; undefined where there is none. */
async function textNow({ run }: CallSite, id: string): Promise<string | undefined> {
  try {
    return (await run.ports.library.fetch(id, 'knowledge')).text;
  } catch (error) {
    if (error instanceof RyeError && error.code === 'library/unknown-item') return undefined;
    throw error;
  }
}

/** By the tool that writes files, with its checks; what it writes is a fact of the run. */
async function write(site: CallSite, path: string, content: string): Promise<void> {
  const tool = await site.run.ports.toolbox.find(WRITE_TOOL);
  if (!tool) throw new CallRefusedError('runtime/unknown-tool', `There is no tool "${WRITE_TOOL}".`);
  const outcome = await attemptTool({ ...site, callId: site.call.callId }, tool, { path, content });
  if (outcome.ok) return;
  site.run.checkInterrupt();
  throw new CallRefusedError('runtime/invalid-call', `The memory was not written: ${outcome.error.message}`);
}

/** Who learnt it. */
function callOf({ run, thread, call }: CallSite): JsonObject {
  return { run: run.session.state.runId, thread: thread.place, call: call.callId };
}

/** A knowledge item; when it was learnt is when the call began. */
function textOf(site: CallSite, { title, content, outcome, tags = [] }: Memory): string {
  const { thread, call } = site;
  const facts = {
    title,
    category: FOLDER,
    entry_type: 'learning',
    ...(outcome !== undefined && { outcome }),
    tags,
    ...callOf(site),
    learnt_at: call.startedAt ?? thread.createdAt,
  };
  return `---\n${yaml(facts)}---\n\n${content.trimEnd()}\n`;
}

/** A line for each, in order. */
function yaml(facts: JsonObject): string {
  return Object.entries(facts)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
    .join('');
}

async function search({ run }: CallSite, input: JsonObject): Promise<JsonObject> {
  const { query, limit = 10 } = input as { query: string; limit?: number };
  const hits = await run.ports.library.search(query, { kind: 'knowledge', under: FOLDER, limit });
  return {
    memories: hits.map(({ id, title, preview, score, path }) => ({
      item_id: id,
      ...(title !== undefined && { title }),
      preview,
      score,
      path,
    })),
    count: hits.length,
  };
}

function slugOf(title: string): string {
  const slug = title
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 50)
    .replace(/-+$/, '');
  return slug === '' ? 'memory' : slug;
}
