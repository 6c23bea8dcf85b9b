import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { runTool } from './_shared/io.mjs';
import { partition } from './_shared/partition.mjs';
import { listProjectFiles } from './_shared/project-files.mjs';

export const __version__ = '1.0.0';
export const __tool_type__ = 'node';
export const __executor_id__ = 'rye/core/runtimes/node/node';
export const __category__ = 'survey';
export const __tool_description__ =
  'Lists the parts of the project, at most 12: top-level folders, packages, and a rest. Each has id, path, files and bytes; the rest also has except and include, which say what does not belong to it.';
export const __effect__ = 'none';
export const CONFIG_SCHEMA = { type: 'object', properties: {}, additionalProperties: false };

await runTool(() => {
  const { isGit, files, cut } = listProjectFiles({ path: '.', except: [] });
  return {
    project: projectName(),
    parts: partition(files),
    total_files: files.length,
    total_bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    is_git: isGit,
    ...(cut && { cut: true }),
  };
});

/** The name that the project gives itself, else that of its folder. */
function projectName() {
  try {
    const { name } = JSON.parse(readFileSync('package.json', 'utf8'));
    if (typeof name === 'string' && name.trim() !== '') return name;
  } catch {
    // Most projects have no such file, and a broken one names nothing.
  }
  return basename(process.cwd());
}
