import { type FailureRule, type Library, readFailureRules } from '#protocol';
import { BadFailureRulesError } from '../errors.ts';

/**
 * Reads `config/agent/error_classification.yaml` of every space: the project's rules come before the user's. A rule whose
 * id a nearer file has is left out.
 * @throws {BadFailureRulesError} names the file and the key
 */
export async function loadFailureRules(library: Pick<Library, 'configLayers'>): Promise<FailureRule[]> {
  const files = await library.configLayers('agent/error_classification');
  const known = new Set<string>();
  return files.toReversed().flatMap(({ path, value }) => {
    const rules = readFailureRules(value);
    if ('problem' in rules) throw new BadFailureRulesError({ file: path, ...rules });
    const own = rules.filter(({ id }) => !known.has(id));
    for (const { id } of rules) known.add(id);
    return own;
  });
}
