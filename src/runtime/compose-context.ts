import { type Directive, type EventData, interpolateInputs, sha256, type ThreadState } from '#protocol';
import type { RunContext } from './run-context.ts';

type Composed = EventData<'context_composed'>;
type Part = { id: string; source: string; position: 'system' | 'before' | 'prompt' | 'after'; text: string };

/** Characters a token, for texts that no provider has counted yet. */
const CHARACTERS_A_TOKEN = 3.5;

/** Puts together what the model is told first: the system text, and the prompt with the knowledge around it. */
export async function composeContext(run: RunContext, thread: ThreadState, toolNames: string[]): Promise<Composed> {
  const directive = await run.definitions.directive(thread.directive, thread.id);
  const { context } = directive;
  const load = async (ids: string[], position: Part['position']): Promise<Part[]> => {
    const wanted = ids.filter((id) => !context.suppress.includes(id));
    return Promise.all(
      wanted.map(async (id) => ({
        id,
        source: 'knowledge',
        position,
        text: (await run.definitions.knowledge(id, thread.id)).body,
      })),
    );
  };
  const parts = [
    ...(await load(context.system, 'system')),
    ...(await load(context.before, 'before')),
    {
      id: directive.source.id,
      source: 'directive',
      position: 'prompt' as const,
      text: promptOf(run, directive, thread),
    },
    ...(await load(context.after, 'after')),
  ].filter(({ text }) => text !== '');
  const join = (...positions: Part['position'][]): Promise<string> =>
    run.ports.redactor.text(
      parts
        .filter(({ position }) => positions.includes(position))
        .map(({ text }) => text)
        .join('\n\n'),
    );
  return {
    system: await join('system'),
    prompt: await join('before', 'prompt', 'after'),
    tokens: parts.reduce((sum, { text }) => sum + tokensOf(text), 0),
    parts: parts.map(({ id, source, position, text }) => ({
      id,
      source,
      position,
      tokens: tokensOf(text),
      sha256: sha256(text),
    })),
    tools: toolNames,
  };
}

function promptOf(run: RunContext, directive: Directive, thread: ThreadState): string {
  const body = interpolateInputs(directive.body, thread.inputs, run.ports.promptEnv).value;
  return [
    `<directive name="${directive.name}">`,
    `<description>${directive.description}</description>`,
    ...(directive.permissionsText ? [directive.permissionsText] : []),
    body,
    ...returnInstruction(directive),
    '</directive>',
  ].join('\n');
}

function returnInstruction(directive: Directive): string[] {
  if (directive.outputs.length === 0) return [];
  const fields = directive.outputs.map(
    ({ name, description, type, required }) =>
      `  "${name}": "${description ?? ''} (${type})${required ? ' [required]' : ''}"`,
  );
  return [
    'When the work is done, call `directive_return` once with these fields:',
    '{',
    fields.join(',\n'),
    '}',
    'If you cannot do the work, call it with "status": "error" and "error_detail" saying what stands in the way.',
  ];
}

function tokensOf(text: string): number {
  return Math.ceil(text.length / CHARACTERS_A_TOKEN);
}
