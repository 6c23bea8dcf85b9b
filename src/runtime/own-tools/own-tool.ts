import type { Decision, JsonObject, ToolSpec } from '#protocol';
import type { CallSite } from '../calls/call-site.ts';

/** A tool that is an operation of the runtime itself: what it does lies in events. */
export interface OwnTool {
  spec: ToolSpec;
  /**
   * Does it. A call whose process died is made again, so what it has done already it finds in the state, and does not do
   * twice.
   * @throws {RyeError} told to the model; its thread goes on
   */
  /** Where the tool itself wants a person to decide first. */
  asks?: (site: CallSite, input: JsonObject) => Decision | undefined;
  work: (site: CallSite, input: JsonObject) => JsonObject | Promise<JsonObject>;
}
