import { nearest, readFailureRules } from '#protocol';
import { configShapes, hookFiles } from '../config/config-shapes.ts';
import { errorsIn, reportOn } from '../problems/report.ts';
import { isJsonObject, readPlacedYaml } from '../yaml/read-yaml.ts';
import { lintHookList } from './lint-hook-list.ts';
import { lintShape } from './lint-shape.ts';
import { lintText } from './lint-text.ts';
import type { Inspection, Mention } from './mention.ts';

/**
 * Everything that can be said of a config file by itself.
 * @param name Its id below `config/`; of one that is not known only the YAML is looked at.
 */
export function inspectConfig(file: { path: string; text: string }, name: string): Inspection {
  const report = reportOn(file.path, file.text);
  lintText(report);
  const start = file.text.startsWith('\uFEFF') ? 1 : 0;
  const reading = readPlacedYaml(file.text.slice(start));
  if (!reading.ok) {
    report.error(start + reading.offset, reading.code, reading.message);
    return { problems: report.problems, mentions: [] };
  }
  const { value } = reading;
  const offsetOf: typeof reading.offsetOf = (path, part) => start + reading.offsetOf(path, part);
  const mentions: Mention[] = [];
  if (value === null) return { problems: report.problems, mentions };
  if (!isJsonObject(value)) {
    report.error(start, 'bad-yaml', 'a config file must be a mapping');
    return { problems: report.problems, mentions };
  }
  const shape = configShapes[name];
  const lists = hookFiles[name];
  if (shape !== undefined) lintShape(value, shape, offsetOf, report);
  // A run refuses more than a shape can say: a pattern that is none, a category that there is not.
  if (name === 'agent/error_classification' && errorsIn(report).length === 0) {
    const rules = readFailureRules(value);
    if ('problem' in rules)
      report.error(offsetOf(rules.key.split('.')), 'bad-config', `${rules.key} is not usable: ${rules.problem}`);
  }
  if (lists !== undefined) {
    for (const [key, hooks] of Object.entries(value)) {
      if (lists.includes(key)) mentions.push(...lintHookList(hooks, [key], offsetOf, report));
      else {
        const near = nearest(key, lists)[0] ?? lists.join(', ');
        report.warn(offsetOf([key], 'key'), 'unknown-key', `"${key}" is no key of this file; it has ${near}`);
      }
    }
  }
  return { problems: report.problems, mentions };
}
