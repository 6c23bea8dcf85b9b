import type { Directive, ItemSource } from '#protocol';
import { InvalidItemError } from '../errors.ts';
import { errorsIn, reportOn } from '../report.ts';
import { attributeOf, childrenNamed, lastNamed, textOf } from '../xml/elements.ts';
import { parseXml, type XmlElement } from '../xml/parse-xml.ts';
import { findDirectiveFence } from './find-directive-fence.ts';
import { readContext } from './read-context.ts';
import { readFields } from './read-fields.ts';
import { readHooks } from './read-hooks.ts';
import { readLimits } from './read-limits.ts';
import { readPermissions } from './read-permissions.ts';

/** Elements that mean something inside `<metadata>` only. */
const METADATA_ONLY = ['model', 'model_class', 'limits', 'permissions', 'hooks', 'context', 'continuation_directive'];

/** Elements whose source text is the prompt where nothing stands below the fence. */
const PROMPT = ['process', 'steps', 'success_criteria'];

/**
 * Parses a directive. Only its first xml fence is XML; what stands below the fence is the prompt and is never parsed.
 * @throws {InvalidItemError} with the place of every error in the file.
 */
export function parseDirective(source: ItemSource): Directive {
  const report = reportOn(source.path, source.text);
  const fence = findDirectiveFence(report);
  const root = fence && parseXml(report, fence.contentStart, fence.contentEnd);
  if (root !== undefined && root.name !== 'directive') {
    report.error(root.start, 'not-a-directive', `the xml fence holds <${root.name}>, not <directive>`);
  }
  if (fence === undefined || root === undefined || root.name !== 'directive')
    throw new InvalidItemError(report.problems);

  const metadata = childrenNamed(root, 'metadata')[0];
  for (const child of childrenNamed(root, ...METADATA_ONLY)) {
    report.warn(child.start, 'misplaced-element', `<${child.name}> counts only inside <metadata>; here it is ignored`);
  }
  const permissionsElement = lastNamed(metadata, 'permissions');
  const version = attributeOf(root, 'version') ?? textOf(lastNamed(metadata, 'version'));
  const extended = attributeOf(root, 'extends');
  const model = readModel(lastNamed(metadata, 'model', 'model_class'));
  const continuation = textOf(lastNamed(metadata, 'continuation_directive'));
  const { capabilities, acknowledgedRisks } = readPermissions(permissionsElement, report);
  const inputs = readFields(root, 'inputs', 'input', report);
  const directive: Directive = {
    source,
    name: attributeOf(root, 'name') ?? textOf(lastNamed(metadata, 'name')) ?? stemOf(source.id),
    ...(version !== undefined && { version }),
    description: textOf(lastNamed(metadata, 'description')) ?? textOf(lastNamed(root, 'description')) ?? '',
    body: source.text.slice(fence.end).trim() || promptInside(root, source.text),
    ...(permissionsElement !== undefined && {
      permissionsText: source.text.slice(permissionsElement.start, permissionsElement.end),
    }),
    ...(model !== undefined && { model }),
    limits: readLimits(lastNamed(metadata, 'limits'), report),
    ...(capabilities.length > 0 && { permissions: capabilities }),
    acknowledgedRisks,
    inputs,
    declaresInputs: inputs.length > 0,
    outputs: readFields(root, 'outputs', 'output', report),
    hooks: readHooks(lastNamed(metadata, 'hooks'), report),
    context: readContext(lastNamed(metadata, 'context'), report),
    ...(extended !== undefined && { extends: extended }),
    ...(continuation !== undefined && { continuationDirective: continuation }),
    warnings: report.problems,
  };
  if (errorsIn(report).length > 0) throw new InvalidItemError(report.problems);
  return directive;
}

function readModel(element: XmlElement | undefined): Directive['model'] {
  if (element === undefined) return undefined;
  const [tier, id, provider] = ['tier', 'id', 'provider'].map((name) => attributeOf(element, name));
  if (tier === undefined && id === undefined && provider === undefined) return undefined;
  return {
    ...(tier !== undefined && { tier }),
    ...(id !== undefined && { id }),
    ...(provider !== undefined && { provider }),
  };
}

function promptInside(root: XmlElement, text: string): string {
  return childrenNamed(root, ...PROMPT)
    .map((element) => text.slice(element.start, element.end))
    .join('\n\n');
}

function stemOf(id: string): string {
  return id.split('/').at(-1) ?? id;
}
