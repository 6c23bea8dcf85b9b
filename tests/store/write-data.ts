import { join } from 'node:path';
import type { RunWriter } from '#protocol';
import { dataWritten, runStarted, threadCreated } from '../helpers/store-events.ts';

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

export function dataOf(root: string): string {
  return join(root, '.ai', 'data');
}

/** Writes to `.ai/data` as a tool does: content, event, file. */
export async function writeData(writer: RunWriter, path: string, text: string): Promise<void> {
  const content = await writer.putContent(bytes(text));
  const record = async (): Promise<{ seq: number }> => {
    const { events, durable } = writer.append([dataWritten(path, content)]);
    await durable;
    return { seq: events[0]?.seq ?? 0 };
  };
  await writer.placeData(path, content.sha256, { record });
}

/** The first two events of a run, durable. */
export async function begin(writer: RunWriter): Promise<RunWriter> {
  await writer.append([runStarted(writer.runId), threadCreated()]).durable;
  return writer;
}
