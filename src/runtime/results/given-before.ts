import type { Json, ThreadState, ToolCallState } from '#protocol';

/** The first call whose large result the thread still sees, among those with the same content. */
export function givenBefore(thread: ThreadState, sha256: string): ToolCallState | undefined {
  const turns = [...(thread.carried ?? []), ...thread.turns];
  return turns
    .flatMap(({ calls }) => calls)
    .find(({ end }) => end && 'artifact' in end && end.artifact === sha256 && !isReference(end.result));
}

/** That call may have left the context, and with it what this one names. */
function isReference(result: Json | undefined): boolean {
  return typeof result === 'object' && result !== null && '_same_as' in result;
}
