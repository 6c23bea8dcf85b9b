import type { ContentFact, Json, RunWriter } from '#protocol';

/** A result over this is kept as an artifact, and only a note of it stands in the log. Bytes of JSON. */
const LARGEST_RESULT_BYTES = 1_048_576;

/** Keeps a value that is too large for an event out of it, readable by its hash. */
export async function boundResult(writer: RunWriter, result: Json): Promise<{ result: Json; artifact?: ContentFact }> {
  const text = JSON.stringify(result);
  if (Buffer.byteLength(text) <= LARGEST_RESULT_BYTES) return { result };
  const { sha256, bytes } = await writer.putContent(Buffer.from(text, 'utf8'));
  const note = `The result has ${bytes} bytes. Read it in pieces with rye/artifacts/read, path "${sha256}".`;
  return {
    result: { truncated: true, note, artifact: sha256 },
    artifact: { path: `by-hash/${sha256.slice(0, 2)}/${sha256}`, bytes, sha256 },
  };
}
