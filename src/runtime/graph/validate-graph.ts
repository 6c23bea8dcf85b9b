import { type JsonObject, RyeError } from '#protocol';
import type { CallSite } from '../calls/call-site.ts';

/** What is wrong with a graph, and how many nodes it has: nothing of it is walked. Source: design formats, 6.8. */
export async function validateGraph({ run, thread }: CallSite, id: string): Promise<JsonObject> {
  try {
    const { nodes, warnings } = await run.definitions.graph(id, thread.id);
    const told = warnings.map(({ line, col, message }) => `${line}:${col}  ${message}`);
    return { success: true, errors: [], warnings: told, node_count: nodes.size };
  } catch (error) {
    if (!(error instanceof RyeError) || error.code !== 'library/invalid-item') throw error;
    return { success: false, errors: [error.message], warnings: [] };
  }
}
