import { type CapabilityRules, joinCapabilityLayers, type Library, readCapabilityLayer } from '#protocol';
import { BadCapabilityRulesError } from '../errors.ts';

/**
 * Reads `config/agent/capabilities.yaml` of every space.
 * @throws {BadCapabilityRulesError} names the file and the key
 */
export async function loadCapabilityRules(library: Pick<Library, 'configLayers'>): Promise<CapabilityRules> {
  const files = await library.configLayers('agent/capabilities');
  const layers = files.map(({ path, value }) => {
    const layer = readCapabilityLayer(value);
    if ('problem' in layer) throw new BadCapabilityRulesError({ file: path, ...layer });
    return layer;
  });
  return joinCapabilityLayers(layers);
}
