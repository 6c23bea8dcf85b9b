import { sha256 } from './ids.ts';
import type { ModelRequest } from './ports/model.ts';

/** What surrounds the conversation of a request, as a short hash: two requests of one frame differ in messages alone. */
export function frameOf(provider: string, { model, system, tools }: ModelRequest): string {
  return sha256(JSON.stringify([provider, model, system, tools])).slice(0, 16);
}
