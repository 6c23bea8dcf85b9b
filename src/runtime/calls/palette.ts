import { type Field, isAllowed, type ToolDescription, type ToolSpec } from '#protocol';
import { executeDescription, fetchDescription, returnDescription } from './call-schemas.ts';

/** The name of a tool as a model sees it. */
export function modelName(id: string): string {
  return id.replace(/[/-]/g, '_');
}

/** What a name is looked up among: all tools there are, and what the thread may do. */
export interface Offer {
  tools: ToolSpec[];
  capabilities: string[];
}

/** Names that the Messages API takes; a tool without one is reached through `rye_execute`. */
const LEGAL_NAME = /^[a-zA-Z0-9_-]{1,64}$/;

/**
 * The tool that a model means by a name: an id, else the model-visible name. Where two ids share one, it is that of the
 * first that the thread may call.
 */
export function toolNamed(name: string, { tools, capabilities }: Offer): ToolSpec | undefined {
  const exact = tools.find(({ id }) => id === name);
  if (exact) return exact;
  const alike = tools.filter(({ id }) => modelName(id) === name);
  return alike.find(({ id }) => mayCall(id, capabilities)) ?? alike[0];
}

/**
 * The tools that a thread's model is offered: what its capabilities allow, the primary actions they imply, and the
 * return of declared outputs. What does not fit into the budget is left out, and can still be reached through
 * `rye_execute`.
 * @param budgetTokens What the descriptions may take of a request.
 */
export function paletteOf({ tools, capabilities }: Offer, outputs: Field[], budgetTokens: number): ToolDescription[] {
  const primary = [
    ...(capabilities.some((held) => /^rye\.(\*|execute\b)/.test(held)) ? [executeDescription] : []),
    ...(capabilities.some((held) => /^rye\.(\*|fetch\b)/.test(held)) ? [fetchDescription] : []),
    ...(outputs.length > 0 ? [returnDescription(outputs)] : []),
  ];
  const taken = new Set(primary.map(({ name }) => name));
  let left = budgetTokens * 4;
  const direct: ToolDescription[] = [];
  for (const spec of tools) {
    const name = modelName(spec.id);
    if (taken.has(name) || !LEGAL_NAME.test(name) || !mayCall(spec.id, capabilities)) continue;
    taken.add(name);
    const description = { name, description: spec.description, input_schema: spec.inputSchema };
    const size = JSON.stringify(description).length;
    if (size > left) continue;
    left -= size;
    direct.push(description);
  }
  return [...direct, ...primary];
}

function mayCall(id: string, capabilities: string[]): boolean {
  return isAllowed({ primary: 'execute', itemType: 'tool', itemId: id }, capabilities);
}
