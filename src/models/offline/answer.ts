import type { JsonObject, ToolUseBlock } from '#protocol';
import type { ScriptTurn } from './script/script-schema.ts';

/** What a script or a process text says next, before usage and limits. */
export interface Answer {
  text?: string;
  calls: ToolUseBlock[];
  /** The turn of the script that says it: its delay, usage and failure apply. */
  turn?: ScriptTurn;
}

/** The name under which a model sees a tool; a name without a folder is one already. */
export function visibleName(tool: string): string {
  if (tool === 'rye/agent/threads/directive_return') return 'directive_return';
  return tool.includes('/') ? tool.replace(/[/-]/g, '_') : tool;
}

/** A tool call as the model makes it. */
export function toolUse(id: string, tool: string, input: JsonObject): ToolUseBlock {
  return { type: 'tool_use', id, name: visibleName(tool), input };
}
