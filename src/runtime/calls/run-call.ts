import { RyeError } from '#protocol';
import { CallRefusedError } from '../errors.ts';
import type { CallSite } from './call-site.ts';
import { recordDenial } from './record-call.ts';
import { resolveCall } from './resolve-call.ts';
import { runFetch, runKnowledge } from './run-fetch.ts';
import { runOwnTool } from './run-own-tool.ts';
import { runReturn } from './run-return.ts';
import { runSpawn } from './run-spawn.ts';
import { runTool } from './run-tool.ts';

/**
 * Makes one tool call of a thread, to its recorded end. Whatever is wrong with it is told to the model; only a broken
 * store or an interrupt ends the loop.
 * @param refused The answer was cut off, so the call may not be what the model meant; or the call stood behind a return.
 */
export async function runCall(site: CallSite, refused?: 'truncated' | 'dropped'): Promise<void> {
  const { run, call } = site;
  if (refused) return recordDenial(site, call.name, refusals[refused]());
  const offer = { tools: await run.tools(), capabilities: site.thread.capabilities };
  const resolved = resolveCall(call.name, call.input, offer);
  switch (resolved.kind) {
    case 'tool':
      return runTool(site, resolved.id, resolved.input, resolved.dryRun);
    case 'return':
      if (resolved.branch && !site.thread.branch) return recordDenial(site, call.name, refusals.noBranch());
      return runReturn(site, resolved.outputs);
    case 'own':
      return runOwnTool(site, resolved.tool, resolved.input);
    case 'spawn':
      return runSpawn(site, resolved.spawn, resolved.dryRun);
    case 'knowledge':
      return runKnowledge(site, resolved.id);
    case 'fetch':
      return runFetch(site, resolved);
    case 'no_tool': {
      const { spawn, error } = resolved;
      if (spawn.kind === 'invalid' || !(await hasGraph(site, spawn.spawn.directive)))
        return recordDenial(site, call.name, error);
      return runSpawn(site, spawn.spawn, spawn.dryRun);
    }
    case 'invalid':
      return recordDenial(site, call.name, resolved.error);
  }
}

/** What is wrong with a graph that is there is told when it is called. */
async function hasGraph({ run, thread }: CallSite, id: string): Promise<boolean> {
  try {
    await run.definitions.graph(id, thread.id);
    return true;
  } catch (error) {
    if (error instanceof RyeError) return !['library/unknown-item', 'library/bad-id'].includes(error.code);
    throw error;
  }
}

const refusals = {
  noBranch: () =>
    new CallRefusedError('runtime/invalid-call', 'This thread is no branch, so it cannot return as one.', {
      hint: 'End with directive_return, or in words.',
    }),
  truncated: () =>
    new CallRefusedError('runtime/truncated-call', 'The answer was cut off, so the call was not made.', {
      hint: 'Make it again, with less in one answer.',
    }),
  dropped: () =>
    new CallRefusedError('runtime/invalid-call', 'The call came after directive_return, so it was not made.', {
      hint: 'Make it again if it is still wanted.',
    }),
} as const;
