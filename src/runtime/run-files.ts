import {
  type ContentFact,
  type EventDraft,
  type RunFiles,
  type RunWriter,
  RyeError,
  type ToolContext,
} from '#protocol';
import { CallRefusedError } from './errors.ts';
import type { RunSession } from './run-session.ts';

/** The files of a run as one tool call sees them: each content is durable before the event that names it. */
export function createRunFiles(
  session: RunSession,
  writer: RunWriter,
  call: Pick<ToolContext, 'thread' | 'callId'>,
): RunFiles {
  const fact = async (path: string, content: Uint8Array): Promise<ContentFact> => {
    const { sha256, bytes } = await writer.putContent(content);
    return { path: checkPath(path), bytes, sha256 };
  };
  const draft = (type: 'artifact_written' | 'data_written' | 'file_written', data: ContentFact): EventDraft => ({
    thread: call.thread,
    call_id: call.callId,
    type,
    data,
  });

  return {
    async writeArtifact(path, content) {
      const written = await fact(path, content);
      await session.append(draft('artifact_written', written));
      await writer.placeArtifact(written.path, written.sha256);
      return written;
    },

    async readArtifact(reference) {
      const { artifacts } = session.state;
      const known = artifacts.get(reference.replace(/^artifacts\//, ''));
      if (known) return writer.content(known.sha256);
      return /^[0-9a-f]{64}$/.test(reference) ? writer.content(reference).catch(missing) : undefined;
    },

    listArtifacts: () => [...session.state.artifacts.values()],

    async writeData(path, content, expectedSha256) {
      const written = await fact(path, content);
      await writer.placeData(written.path, written.sha256, {
        ...(expectedSha256 !== undefined && { expectedSha256 }),
        record: async () => {
          const [event] = await session.append(draft('data_written', written));
          return { seq: event?.seq ?? 0 };
        },
      });
      return written;
    },

    async recordFile(path, content, previousSha256) {
      const written = await fact(path, content);
      const data = { ...written, ...(previousSha256 !== undefined && { previous_sha256: previousSha256 }) };
      await session.append(draft('file_written', data));
      return written;
    },

    async keepLarge(content) {
      const { sha256, bytes } = await writer.putContent(content);
      return { path: `by-hash/${sha256.slice(0, 2)}/${sha256}`, bytes, sha256 };
    },
  };
}

function missing(error: unknown): undefined {
  if (error instanceof RyeError && error.code === 'store/unknown-content') return undefined;
  throw error;
}

/** A path that stays below the folder it is meant for, written the same way on every machine. */
function checkPath(path: string): string {
  const parts = path.split('/');
  const bad = path === '' || path.startsWith('/') || path.includes('\\') || path.includes('\0');
  if (bad || parts.some((part) => part === '' || part === '.' || part === '..' || part.toLowerCase() === '.git')) {
    throw new CallRefusedError('runtime/invalid-call', `"${path}" is no path of a file inside the run.`, {
      hint: 'Use a relative path with "/" between its parts, without "." and "..".',
    });
  }
  return path;
}
