import { type ApprovalLayer, type Library, readApprovalLayer } from '#protocol';
import { BadApprovalRulesError } from '../errors.ts';

/**
 * Reads `config/agent/approvals.yaml` of every space.
 * @throws {BadApprovalRulesError} names the file and the key
 */
export async function loadApprovalRules(library: Pick<Library, 'configLayers'>): Promise<ApprovalLayer[]> {
  const files = await library.configLayers('agent/approvals');
  return files.map(({ path, value }) => {
    const layer = readApprovalLayer(value);
    if ('problem' in layer) throw new BadApprovalRulesError({ file: path, ...layer });
    return layer;
  });
}
