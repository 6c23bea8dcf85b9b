import { type Directive, interpolateContext, type JsonObject, type ThreadState } from '#protocol';
import type { RunContext } from '../run-context.ts';
import { contextDocument } from './documents.ts';
import type { Hook } from './hook.ts';
import { actionsOf, hooksOf, matches } from './hooks-of.ts';
import { runAction } from './run-action.ts';
import { wrapBlock } from './wrap-block.ts';

/** A text that a hook brings into a thread's context. */
export interface HookBlock {
  hook: string;
  /** The item that the text is of. */
  id: string;
  position: 'before' | 'after';
  text: string;
}

/** The events on which hooks bring texts into a thread's context. */
export type ContextEvent = 'build_system_prompt' | 'thread_started' | 'thread_continued';

/**
 * Runs all hooks of a thread on an event of its context. One that fails leaves its text out and no more.
 * @param directive With what it inherits: a hook is left out by its id, or an item by its own, where that suppresses it.
 */
export async function dispatchContext(
  run: RunContext,
  thread: ThreadState,
  directive: Directive,
  on: ContextEvent,
): Promise<HookBlock[]> {
  const { suppress } = directive.context;
  const hooks = (await hooksOf(run, thread, on)).filter(({ id }) => !suppress.includes(id));
  if (hooks.length === 0) return [];
  const document = contextDocument(run, thread, directive, on);
  const blocks: HookBlock[] = [];
  for (const hook of hooks) {
    if (!matches(hook, document)) continue;
    for (const [index, action] of actionsOf(hook).entries()) {
      if (isSuppressed(action, document, suppress)) continue;
      const outcome = await runAction({ run, thread, on, occasion: 0, document, hook, index, action });
      if (outcome.ok && outcome.block) blocks.push(blockOf(hook, outcome.block));
    }
  }
  return blocks;
}

/** By its whole id: the last part of one says nothing. */
function isSuppressed({ item_id: written }: JsonObject, document: JsonObject, suppress: string[]): boolean {
  const id = interpolateContext(written ?? null, document).value;
  return typeof id === 'string' && suppress.includes(id);
}

function blockOf(hook: Hook, block: { kind: string; id: string; name: string; text: string }): HookBlock {
  const { position = 'before', wrap = true } = hook;
  return { hook: hook.id, id: block.id, position, text: wrap ? wrapBlock(block) : block.text };
}
