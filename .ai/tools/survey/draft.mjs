import { runTool } from './_shared/io.mjs';
import { readParts } from './_shared/report/read-findings.mjs';
import { writeReport } from './_shared/report/write-report.mjs';

export const __version__ = '1.0.0';
export const __tool_type__ = 'node';
export const __executor_id__ = 'rye/core/runtimes/node/node';
export const __category__ = 'survey';
export const __tool_description__ =
  'Drafts the report of a survey from the findings of its scouts. Returns markdown (at most 24 kB), and how many parts, files and missing parts it tells of. The same findings give the same text.';
export const __effect__ = 'none';
export const CONFIG_SCHEMA = {
  type: 'object',
  properties: {
    project: { type: 'string', description: 'Name of the project.' },
    parts: {
      type: 'array',
      description: 'The parts as survey/parts lists them; id, path, files and bytes of each suffice.',
    },
    findings: { type: 'array', description: 'One finding a part, as its scout returned it.' },
    missing: { type: 'array', description: 'Parts without a finding: objects with part and why.' },
    refused: { type: 'array', description: 'Why scouts could not be spawned, in the order of the parts.' },
    is_git: { type: 'boolean', description: 'Whether the project is under git, as survey/parts says.' },
    note: { type: 'string', description: 'One sentence to put below the title.' },
  },
  required: ['parts', 'findings'],
  additionalProperties: false,
};

await runTool((parameters) => {
  const parts = readParts(parameters);
  const { project = 'this project', is_git: isGit, note } = parameters;
  const markdown = writeReport(parts, {
    project,
    ...(isGit !== undefined && { isGit }),
    ...(note !== undefined && { note }),
  });
  return {
    markdown,
    bytes: Buffer.byteLength(markdown),
    parts: parts.length,
    files: parts.reduce((sum, part) => sum + part.files, 0),
    missing: parts.filter(({ finding }) => finding === undefined).length,
  };
});
