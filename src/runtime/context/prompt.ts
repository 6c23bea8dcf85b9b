import { type Directive, interpolateInputs, type ThreadState } from '#protocol';
import type { RunContext } from '../run-context.ts';

/** What a directive asks of the model: its text with the inputs filled in, and how to hand over what it declares. */
export function promptOf(run: RunContext, directive: Directive, thread: ThreadState): string {
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
