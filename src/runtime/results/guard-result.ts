import { type ContentFact, isAllowed, type Json, type JsonObject, type RunWriter } from '#protocol';
import type { CallSite } from '../calls/call-site.ts';
import { sortedJson } from '../sorted-json.ts';
import { jsonLength } from './cut-text.ts';
import { givenBefore } from './given-before.ts';
import { resultLimit } from './result-limit.ts';
import { summarise, toldFirst } from './summarise.ts';

/** No event takes a result over this, whatever the settings allow. Unit: bytes of JSON. */
const LARGEST_RESULT_BYTES = 1_048_576;

/** Where the settings set no limit, what is told of a result that no event takes. Unit: characters of JSON. */
const LONGEST_SUMMARY = 200_000;

/** The tool that reads on. */
const READ_TOOL = 'rye/artifacts/read';

/** What a call ended with, as it stands in the log. */
export interface Guarded {
  result: Json;
  /** The whole, where `result` is only told of it. */
  artifact?: ContentFact;
}

/**
 * Keeps a large result out of the conversation: the whole is kept under its hash, and the model is told a summary and how
 * to read on. One that the thread has been given before, and still sees, is only named again. What is decided follows
 * from the folded state alone.
 * @param result Without secrets.
 * @param whole Where the tool itself kept the whole, and `result` is a part of it.
 */
export async function guardResult(site: CallSite, result: Json, whole?: ContentFact): Promise<Guarded> {
  const { run, thread } = site;
  const limit = resultLimit(run, thread);
  const text = JSON.stringify(result);
  if (text.length <= limit && Buffer.byteLength(text) <= LARGEST_RESULT_BYTES)
    return { result, ...(whole && { artifact: whole }) };

  const value = whole ? await readWhole(run.writer, whole) : result;
  const artifact = whole ?? (await keep(run.writer, value));
  const room = Math.min(limit, LONGEST_SUMMARY);
  const before = givenBefore(thread, artifact.sha256);
  const told = before ? `The same result as that of the call ${before.callId} above. ` : '';
  const note = `${told}${noteOf(site, artifact)}`;
  const facts = { ...(before && { _same_as: before.callId }), _artifact_ref: artifact.sha256, _note: note };
  const left = room - jsonLength(facts) - 2;
  if (before) return { result: { ...toldFirst(value, left), ...facts }, artifact };
  return { result: withFacts(summarise(value, left), facts), artifact };
}

/** A text stays a text, whoever reads it; all else is a mapping. */
function withFacts(summary: Json, facts: JsonObject & { _note: string }): Json {
  if (typeof summary === 'string') return `${summary}\n\n[${facts._note}]`;
  return { ...(summary as JsonObject), ...facts };
}

/** A text is kept as it is, so that it reads well; all else as JSON, the same for any order of its keys. */
async function keep(writer: RunWriter, value: Json): Promise<ContentFact> {
  const text = typeof value === 'string' ? value : sortedJson(value);
  const { sha256, bytes } = await writer.putContent(Buffer.from(text, 'utf8'));
  return { path: `by-hash/${sha256.slice(0, 2)}/${sha256}`, bytes, sha256 };
}

async function readWhole(writer: RunWriter, { sha256 }: ContentFact): Promise<Json> {
  return JSON.parse(Buffer.from(await writer.content(sha256)).toString('utf8')) as Json;
}

function noteOf({ thread }: CallSite, { sha256, bytes }: ContentFact): string {
  const kept = `The whole result, ${bytes} bytes, is kept as ${sha256}.`;
  const wanted = { primary: 'execute', itemType: 'tool', itemId: READ_TOOL } as const;
  return isAllowed(wanted, thread.capabilities)
    ? `${kept} Read it in pieces with ${READ_TOOL}: path is that hash, offset and limit are bytes.`
    : `${kept} This thread may not call ${READ_TOOL}: ask for less at once.`;
}
