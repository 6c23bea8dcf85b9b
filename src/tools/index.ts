/** What an agent may do: files, shell, artifacts, and the project's own tools; and what keeps secrets out of the record. */
export { createToolbox, type ToolboxOptions } from './create-toolbox.ts';
export * from './errors.ts';
export { checkTool } from './project/check-tool.ts';
export type { Vouch } from './project/load-tool.ts';
export type { ToolSpaces } from './project/tool-files.ts';
export { createRedactor } from './redact/create-redactor.ts';
