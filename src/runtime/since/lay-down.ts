import type { EventDraft } from '#protocol';
import type { RunContext } from '../run-context.ts';

/** What the events name lies where it lay in the other run's folder; in the project it lies already. */
export async function layDown({ writer }: RunContext, drafts: readonly EventDraft[]): Promise<void> {
  for (const { type, data } of drafts) {
    if (type === 'artifact_written') await writer.placeArtifact(data.path, data.sha256);
    else if (type === 'data_written') await writer.keepData(data.path, data.sha256);
  }
}
