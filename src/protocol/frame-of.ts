import { sha256 } from './ids.ts';
import type { ModelRequest } from './ports/model.ts';

/** Frames of requests that offer the same list of tools, by what else is in them. */
const frames = new WeakMap<ModelRequest['tools'], Map<string, string>>();

/** What surrounds the conversation of a request, as a short hash; worked out once for each list of tools. */
export function frameOf(provider: string, { model, system, tools }: ModelRequest): string {
  const known = frames.get(tools) ?? new Map<string, string>();
  frames.set(tools, known);
  const rest = JSON.stringify([provider, model, system]);
  let frame = known.get(rest);
  if (frame === undefined) {
    frame = sha256(JSON.stringify([provider, model, system, tools])).slice(0, 16);
    known.set(rest, frame);
  }
  return frame;
}
