import { type Field, isAllowed, type ToolDescription, type ToolSpec } from '#protocol';
import { executeDescription, fetchDescription, returnDescription } from './call-schemas.ts';

/** The name of a tool as a model sees it. */
export function modelName(id: string): string {
  return id.replace(/[/-]/g, '_');
}

/**
 * The tools that a thread's model is offered: what its capabilities allow, the primary actions they imply, and the
 * return of declared outputs. What does not fit into the budget is left out, largest last, and can still be reached
 * through `rye_execute`.
 * @param budgetTokens What the descriptions may take of a request.
 */
export function paletteOf(
  capabilities: string[],
  tools: ToolSpec[],
  outputs: Field[],
  budgetTokens: number,
): ToolDescription[] {
  const primary = [
    ...(capabilities.some((held) => /^rye\.(\*|execute\b)/.test(held)) ? [executeDescription] : []),
    ...(capabilities.some((held) => /^rye\.(\*|fetch\b)/.test(held)) ? [fetchDescription] : []),
    ...(outputs.length > 0 ? [returnDescription(outputs)] : []),
  ];
  const taken = new Set(primary.map(({ name }) => name));
  let left = budgetTokens * 4;
  const direct: ToolDescription[] = [];
  for (const spec of tools) {
    const description = { name: modelName(spec.id), description: spec.description, input_schema: spec.inputSchema };
    const size = JSON.stringify(description).length;
    const allowed = isAllowed({ primary: 'execute', itemType: 'tool', itemId: spec.id }, capabilities);
    // Two ids can share a model-visible name; the first one keeps it, the other is reached by its id.
    if (!allowed || size > left || taken.has(description.name)) continue;
    left -= size;
    taken.add(description.name);
    direct.push(description);
  }
  return [...direct, ...primary];
}
