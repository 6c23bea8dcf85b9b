import {
  errorFact,
  type Json,
  type Redactor,
  type Tool,
  type Toolbox,
  type ToolOutcome,
  type ToolSpec,
} from '#protocol';
import { listArtifactsTool } from './artifacts/list.ts';
import { readArtifactTool } from './artifacts/read.ts';
import { writeArtifactTool } from './artifacts/write.ts';
import { bashTool } from './bash.ts';
import { boundOutcome } from './bound-result.ts';
import { InvalidToolError } from './errors.ts';
import { editLinesTool } from './file-system/edit-lines.ts';
import { globTool } from './file-system/glob.ts';
import { grepTool } from './file-system/grep.ts';
import { lsTool } from './file-system/ls.ts';
import { readTool } from './file-system/read.ts';
import { writeTool } from './file-system/write.ts';
import type { Environment } from './process/environment.ts';
import { loadTool, type Vouch } from './project/load-tool.ts';
import { listToolFiles, type ToolFile, type ToolSpaces } from './project/tool-files.ts';

/** Where tools are found, and what their processes are given. */
export interface ToolboxOptions {
  /** Folders that contain `tools/`: `<project>/.ai`, `<user>/.ai`, and that of the bundled space. */
  spaces: ToolSpaces;
  /** What processes may be given of; never changed. */
  env: Environment;
  /** The Node that runs `.ts` and `.js` tools; an absolute path. */
  nodePath: string;
  /**
   * Takes secrets out of results and errors before they are bounded or kept: a cut through a secret would leave a half
   * that no rule knows any more.
   */
  redactor?: Redactor;
  /** Asked of the text of each tool file before it is taken up; a file that changes after that does not run either. */
  vouch?: Vouch;
}

/**
 * The tools that threads may call: the built-in ones, and the files below `tools/` of the spaces, project before user
 * before bundled. A file never takes the place of a built-in tool. Results over 48 KB of JSON are kept whole as an
 * artifact and returned cut.
 *
 * `list` leaves files out that are no usable tools; `find` returns such a one as a tool whose call fails with
 * `tools/invalid-tool`.
 */
export function createToolbox(options: ToolboxOptions): Toolbox {
  const builtIn = new Map(
    [
      readTool,
      lsTool,
      globTool(options.env),
      grepTool(options.env),
      writeTool,
      editLinesTool,
      bashTool(options.env),
      writeArtifactTool,
      readArtifactTool,
      listArtifactsTool,
    ].map((tool) => [tool.spec.id, guard(tool, options.redactor)]),
  );

  return {
    async list() {
      const files = await listToolFiles(options.spaces);
      const specs: ToolSpec[] = [...builtIn.values()].map((tool) => tool.spec);
      for (const file of files.values()) {
        if (builtIn.has(file.id)) continue;
        const tool = await loadOrExplain(file, options);
        if (!('why' in tool)) specs.push(tool.spec);
      }
      return specs.sort((a, b) => (a.id < b.id ? -1 : 1));
    },
    async find(id) {
      const known = builtIn.get(id);
      if (known !== undefined) return known;
      const file = (await listToolFiles(options.spaces)).get(id);
      if (file === undefined) return undefined;
      const tool = await loadOrExplain(file, options);
      return guard('why' in tool ? unusable(file, tool.why) : tool, options.redactor);
    },
  };
}

async function loadOrExplain(file: ToolFile, options: ToolboxOptions): Promise<Tool | { why: InvalidToolError }> {
  try {
    return await loadTool(file, options);
  } catch (error) {
    if (error instanceof InvalidToolError) return { why: error };
    throw error;
  }
}

function unusable(file: ToolFile, why: InvalidToolError): Tool {
  const inputSchema = { type: 'object', properties: {}, additionalProperties: true };
  return {
    // Nothing is started, so nothing can happen twice.
    spec: { id: file.id, description: why.message, inputSchema, effect: 'none' },
    run: () => Promise.resolve({ ok: false, error: errorFact(why) }),
  };
}

/** Every outcome passes here: secrets out first, then bounded. */
function guard(tool: Tool, redactor: Redactor | undefined): Tool {
  return {
    spec: tool.spec,
    async run(input, context) {
      const outcome = await tool.run(input, context);
      return boundOutcome(redactor === undefined ? outcome : await redactOutcome(outcome, redactor), context.files);
    },
  };
}

async function redactOutcome(outcome: ToolOutcome, redactor: Redactor): Promise<ToolOutcome> {
  const result = outcome.result === undefined ? {} : { result: await redactor.json(outcome.result) };
  if (outcome.ok) return { ...outcome, ...result };
  const { code, message, hint, data } = outcome.error;
  const shown: { [key: string]: Json } = {
    message,
    ...(hint !== undefined && { hint }),
    ...(data !== undefined && { data }),
  };
  return { ...outcome, ...result, error: { code, ...(await redactor.json(shown)) } as typeof outcome.error };
}
