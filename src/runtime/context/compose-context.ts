import { type Directive, type EventData, sha256, type ThreadState } from '#protocol';
import { dispatchContext, type HookBlock } from '../hooks/dispatch-context.ts';
import type { RunContext } from '../run-context.ts';
import { inheritedDirective } from './inherited-directive.ts';
import { promptOf } from './prompt.ts';

type Composed = EventData<'context_composed'>;
type Position = 'system' | 'before' | 'prompt' | 'after';
type Part = { id: string; source: string; position: Position; text: string };

/** Characters a token, for texts that no provider has counted yet. */
const CHARACTERS_A_TOKEN = 3.5;

/**
 * Puts together what the model is told first: the system text, and the prompt with what its directive, those that it
 * extends, and hooks put around it. A continuation sees its first prompt without the texts of `thread_started`; those of
 * `thread_continued` are its `closing`, told behind the turns that it still sees.
 */
export async function composeContext(run: RunContext, thread: ThreadState, toolNames: string[]): Promise<Composed> {
  const directive = await inheritedDirective(run, thread.directive, thread.id, thread.inputs);
  const continued = thread.continuationOf !== undefined;
  const systemBlocks = await dispatchContext(run, thread, directive, 'build_system_prompt');
  const blocks = await dispatchContext(run, thread, directive, continued ? 'thread_continued' : 'thread_started');
  const around = continued ? [] : blocks;
  const prompt = {
    id: directive.source.id,
    source: 'directive',
    position: 'prompt',
    text: promptOf(run, directive, thread),
  } as const;
  const parts: Part[] = [
    ...hookParts(systemBlocks, 'before', 'system'),
    ...hookParts(systemBlocks, 'after', 'system'),
    ...(await knowledgeParts(run, thread, directive, 'system')),
    ...hookParts(around, 'before', 'before'),
    ...(await knowledgeParts(run, thread, directive, 'before')),
    prompt,
    ...(await knowledgeParts(run, thread, directive, 'after')),
    ...hookParts(around, 'after', 'after'),
  ].filter(({ text }) => text !== '');
  const closing = continued ? [...hookParts(blocks, 'before', 'after'), ...hookParts(blocks, 'after', 'after')] : [];
  const join = (of: Part[]): Promise<string> => run.ports.redactor.text(of.map(({ text }) => text).join('\n\n'));
  const all = [...parts, ...closing];
  return {
    system: await join(parts.filter(({ position }) => position === 'system')),
    prompt: await join(parts.filter(({ position }) => position !== 'system')),
    tokens: all.reduce((sum, { text }) => sum + tokensOf(text), 0),
    parts: all.map(({ id, source, position, text }) => ({
      id,
      source,
      position,
      tokens: tokensOf(text),
      sha256: sha256(text),
    })),
    tools: toolNames,
    ...(closing.length > 0 && { closing: await join(closing) }),
  };
}

/** Knowledge that the directive, or one that it extends, names for a position. It is told as it stands. */
async function knowledgeParts(
  run: RunContext,
  thread: ThreadState,
  { context }: Directive,
  position: Exclude<Position, 'prompt'>,
): Promise<Part[]> {
  const wanted = context[position].filter((id) => !context.suppress.includes(id));
  return Promise.all(
    wanted.map(async (id) => {
      const { body } = await run.definitions.knowledge(id, thread.id);
      return { id, source: 'knowledge', position, text: body };
    }),
  );
}

function hookParts(blocks: HookBlock[], side: HookBlock['position'], position: Position): Part[] {
  return blocks
    .filter((block) => block.position === side)
    .map(({ hook, id, text }) => ({ id, source: `hook ${hook}`, position, text }));
}

function tokensOf(text: string): number {
  return Math.ceil(text.length / CHARACTERS_A_TOKEN);
}
