import { reportOn } from '../problems/report.ts';
import { isJsonObject, readPlacedYaml } from '../yaml/read-yaml.ts';
import { type Claim, lintPlace } from './lint-place.ts';
import { lintText } from './lint-text.ts';
import type { Inspection } from './mention.ts';

/**
 * What a tool file says of itself, in the declarations of any of its languages (formats 1.5): where it lies, and its
 * version. A YAML file must also be a YAML mapping.
 */
export function inspectToolText(file: { path: string; text: string; id: string }, placed: boolean): Inspection {
  const report = reportOn(file.path, file.text);
  lintText(report);
  if (/\.ya?ml$/.test(file.path)) {
    const reading = readPlacedYaml(file.text);
    if (!reading.ok) report.error(reading.offset, reading.code, reading.message);
    else if (!isJsonObject(reading.value)) report.error(0, 'bad-yaml', 'a YAML tool must be a mapping');
  }
  const [category, version] = [claimOf(file.path, file.text, 'category'), claimOf(file.path, file.text, 'version')];
  lintPlace(file, { ...(category && { category }), ...(version && { version }) }, placed, report);
  return { problems: report.problems, mentions: [] };
}

/** `key: value` of YAML, `# key: value` of a shell script, `__key__ = 'value'` of a module; at the start of a line. */
function claimOf(path: string, text: string, key: string): Claim | undefined {
  const declared = /\.ya?ml$/.test(path)
    ? `${key}:`
    : path.endsWith('.sh')
      ? `#[ \\t]*${key}:`
      : `(?:export[ \\t]+)?(?:(?:const|let|var)[ \\t]+)?__${key}__[ \\t]*(?::[^=\\n]+)?=`;
  const line = new RegExp(`^${declared}[ \\t]*([^\\n]*)$`, 'm').exec(text);
  if (line === null) return undefined;
  const [, , quoted, bare] = /^(?:(["'])(.*?)\1|([^\s;#]*))/.exec(line[1] ?? '') ?? [];
  const value = quoted ?? bare;
  return value === undefined ? undefined : { value, offset: line.index };
}
