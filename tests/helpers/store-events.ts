import type { EventDraft } from '#protocol';

export const THREAD = 'root-1';

/** The event that begins a run. */
export function runStarted(runId: string): EventDraft {
  return {
    thread: THREAD,
    type: 'run_started',
    data: {
      run_id: runId,
      item: 'demo/survey',
      kind: 'directive',
      root: THREAD,
      inputs: {},
      provider: 'offline',
      simulated: true,
      rye_version: '0.0.0',
    },
  };
}

/** The root thread comes to be: folds of a run name no thread before it. */
export function threadCreated(): EventDraft {
  return {
    thread: THREAD,
    type: 'thread_created',
    data: {
      place: 'root',
      directive: 'demo/survey',
      definition: '0'.repeat(64),
      inputs: {},
      model: 'offline',
      limits: {},
      capabilities: [],
      outputs: [],
      depth: 0,
    },
  };
}

/** A driver says who it is. */
export function leaseTaken(fence: number): EventDraft {
  return { thread: THREAD, type: 'lease_taken', data: { fence, pid: 1, host: 'box' } };
}

/** A small event that may stand anywhere, any number of times. */
export function message(text: string): EventDraft {
  return { thread: THREAD, type: 'message_injected', data: { text, by: 'test' } };
}

export function artifactWritten(path: string, content: { sha256: string; bytes: number }): EventDraft {
  return { thread: THREAD, type: 'artifact_written', data: { path, ...content } };
}

export function dataWritten(path: string, content: { sha256: string; bytes: number }): EventDraft {
  return { thread: THREAD, type: 'data_written', data: { path, ...content } };
}

export function definitionPinned(content: { sha256: string; bytes: number }): EventDraft {
  return {
    thread: THREAD,
    type: 'definition_pinned',
    data: { kind: 'directive', id: 'demo/survey', space: 'project', path: '.ai/directives/demo/survey.md', ...content },
  };
}

/** A call is in flight from here on. */
export function modelCallStarted(callId: string): EventDraft {
  return {
    thread: THREAD,
    call_id: callId,
    turn: 1,
    type: 'model_call_started',
    data: {
      model: 'offline',
      provider: 'offline',
      simulated: true,
      attempt: 1,
      frame: 'f',
      input_bound_tokens: 1,
      max_output_tokens: 1,
      reserved_usd: 0,
    },
  };
}

/** It is no longer. */
export function modelCallFailed(callId: string): EventDraft {
  return {
    thread: THREAD,
    call_id: callId,
    turn: 1,
    type: 'model_call_failed',
    data: { category: 'transient', code: 'test', message: 'no answer', retryable: true },
  };
}
