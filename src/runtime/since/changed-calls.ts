import {
  type Json,
  type JsonObject,
  type RunState,
  RyeError,
  sha256,
  type ThreadState,
  type ToolOutcome,
} from '#protocol';
import { attemptTool } from '../calls/attempt-tool.ts';
import { ownToolIds } from '../own-tools/own-tools.ts';
import type { RunContext } from '../run-context.ts';
import { sortedJson } from '../sorted-json.ts';
import type { BaseRun, Change } from './base-run.ts';
import type { RecordedToolCall } from './recorded-threads.ts';

type Found = Omit<Change, 'place'>;

/** Tools that only look at the project: they look again, and what they see is compared. */
const LOOKS: ReadonlySet<string> = new Set([
  'rye/file-system/read',
  'rye/file-system/ls',
  'rye/file-system/glob',
  'rye/file-system/grep',
]);

/** Tools that read nothing but what a run is told and keeps itself; a page of the web is taken as it was read. */
const CLOSED: ReadonlySet<string> = new Set([
  'rye/file-system/write',
  'rye/file-system/edit_lines',
  'rye/artifacts/write',
  'rye/artifacts/read',
  'rye/artifacts/list',
  'rye/web/fetch',
  'rye/agent/threads/spawn',
  'rye/agent/threads/directive_return',
  'rye/agent/context/branch_return',
]);

const ITEM_TOOLS: ReadonlySet<string> = new Set(['rye/fetch', 'rye/knowledge']);

/** Whether a call is one of the runtime itself: it is made anew wherever its thread is. */
export function isOwn(tool: string): boolean {
  return tool.startsWith('rye/agent/') || ITEM_TOOLS.has(tool) || ownToolIds().includes(tool);
}

/**
 * Why the result of a recorded call may be another one today; empty where it may not. What a call wrote has to lie where
 * it was left.
 * @param thread In the scratch run.
 */
export async function changedCall(
  scratch: RunContext,
  base: BaseRun,
  { thread, call }: { thread: ThreadState; call: RecordedToolCall },
): Promise<Found[]> {
  const written = await changedFiles(base, call);
  if (written.length > 0) return written;
  const { tool } = call;
  if (tool.startsWith('rye/board/')) return [{ kind: 'board', what: 'it works on the board, which all threads share' }];
  if (ITEM_TOOLS.has(tool)) return changedItem(scratch, call);
  if (isOwn(tool) || CLOSED.has(tool)) return [];
  const spec = (await scratch.tools()).find(({ id }) => id === tool);
  if (!spec) return [{ kind: 'tool', what: `there is no tool ${tool} any more` }];
  const pinned = base.state.definitions.findLast((each) => each.kind === 'tool' && each.id === tool);
  if (spec.source?.sha256 !== pinned?.sha256) return [{ kind: 'tool', what: `the tool ${tool} is another version` }];
  if (LOOKS.has(tool)) return looksOtherwise(scratch, base, { thread, call });
  return changedProject(base, tool);
}

/** Files that are not as the whole run left them. */
async function changedFiles(base: BaseRun, { files }: RecordedToolCall): Promise<Found[]> {
  for (const { type, data } of files) {
    if (type === 'artifact_written') continue;
    const kind = type === 'data_written' ? 'data' : 'file';
    if (await isAsLeft(base, kind, data.path)) continue;
    const path = kind === 'data' ? `.ai/data/${data.path}` : data.path;
    return [{ kind: 'file', what: `${path}, which it wrote, is not as the run left it` }];
  }
  return [];
}

async function isAsLeft(base: BaseRun, kind: 'file' | 'data', path: string): Promise<boolean> {
  const left = (kind === 'data' ? base.state.data : base.state.files).get(path);
  return left !== undefined && (await base.hashNow(kind, path)) === left.sha256;
}

async function changedItem(scratch: RunContext, { tool, input, end }: RecordedToolCall): Promise<Found[]> {
  const id = input['item_id'] ?? input['id'];
  if (typeof id !== 'string' || end?.type !== 'tool_call_completed') return [];
  const before = end.data.result as JsonObject | undefined;
  const { library, redactor } = scratch.ports;
  try {
    const now = tool === 'rye/knowledge' ? (await library.knowledge(id)).body : (await library.fetch(id)).text;
    const then = before?.['body'] ?? before?.['content'];
    if (typeof then !== 'string' || (await redactor.text(now)) === then) return [];
    return [{ kind: 'item', what: `${id}, which it read, has another text` }];
  } catch (error) {
    if (error instanceof RyeError) return [{ kind: 'item', what: error.message }];
    throw error;
  }
}

/** A command or a script may have read anything. */
async function changedProject(base: BaseRun, tool: string): Promise<Found[]> {
  if (base.trustCommands) return [];
  const { isKnown, paths } = await base.projectChanges();
  if (!isKnown)
    return [
      { kind: 'commands', what: `${tool} may have read anything, and what stood in the project then is not known` },
    ];
  if (paths.length === 0) return [];
  const some = paths.slice(0, 3).join(', ');
  return [
    { kind: 'commands', what: `${tool} may have read what has changed since: ${some}${paths.length > 3 ? ', …' : ''}` },
  ];
}

async function looksOtherwise(
  scratch: RunContext,
  base: BaseRun,
  { thread, call }: { thread: ThreadState; call: RecordedToolCall },
): Promise<Found[]> {
  const tool = await scratch.ports.toolbox.find(call.tool);
  if (!tool || !call.end) return [];
  const subject = typeof call.input['path'] === 'string' ? call.input['path'] : '.';
  // What the run itself wrote later is there by now; so is what it read before it wrote it anew.
  const own = ownPath(base.state, subject);
  if (own && (await isAsLeft(base, own.kind, own.path))) return [];
  const outcome = await attemptTool({ run: scratch, thread, callId: call.callId }, tool, call.input);
  if (await isSameEnd(scratch, base, call, outcome)) return [];
  return [{ kind: 'file', what: `${call.tool.split('/').at(-1)} of ${subject} sees something else now` }];
}

/** Whether a path is one that the run wrote. */
function ownPath(state: RunState, path: string): { kind: 'file' | 'data'; path: string } | undefined {
  const plain = path.replace(/^(?:\.\/)+/, '');
  if (state.files.has(plain)) return { kind: 'file', path: plain };
  const data = plain.replace(/^\.ai\/data\//, '');
  return data !== plain && state.data.has(data) ? { kind: 'data', path: data } : undefined;
}

async function isSameEnd(
  scratch: RunContext,
  base: BaseRun,
  { end }: RecordedToolCall,
  outcome: ToolOutcome,
): Promise<boolean> {
  if (end?.type === 'tool_call_failed') return !outcome.ok && outcome.error.code === end.data.error.code;
  if (!outcome.ok || !end) return false;
  const now = (await scratch.ports.redactor.json(outcome.result)) as Json;
  const { artifact, result } = end.data;
  if (artifact) {
    if (outcome.artifact) return outcome.artifact.sha256 === artifact.sha256;
    return sha256(typeof now === 'string' ? now : sortedJson(now)) === artifact.sha256;
  }
  return sortedJson(withoutOwn(now, base.state)) === sortedJson(withoutOwn(result ?? null, base.state));
}

/** A listing without the files that the run itself wrote: they were not there yet, or were and are again. */
function withoutOwn(value: Json, state: RunState): Json {
  if (Array.isArray(value))
    return value.filter((each) => !isOwnEntry(each, state)).map((each) => withoutOwn(each, state));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withoutOwn(each as Json, state)]));
}

function isOwnEntry(entry: Json, { files }: RunState): boolean {
  if (typeof entry === 'string') return files.has(entry);
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return false;
  const { file, name } = entry;
  if (typeof file === 'string') return files.has(file);
  return (
    typeof name === 'string' &&
    [...files.keys()].some((path) => path === name || path.startsWith(`${name}/`) || path.endsWith(`/${name}`))
  );
}
