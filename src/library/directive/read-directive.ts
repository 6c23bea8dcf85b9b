import type { Directive, ItemSource } from '#protocol';
import type { Fence } from '../fences.ts';
import type { Report } from '../problems/report.ts';
import { attributeOf, childrenNamed, lastNamed, textOf } from '../xml/elements.ts';
import { parseXml, type XmlElement } from '../xml/parse-xml.ts';
import { findDirectiveFence } from './find-directive-fence.ts';
import { readCheckpoints } from './read-checkpoints.ts';
import { readContext } from './read-context.ts';
import { readFields } from './read-fields.ts';
import { readHooks } from './read-hooks.ts';
import { readLimits } from './read-limits.ts';
import { type Grant, readPermissions } from './read-permissions.ts';

/** A directive, and the parts of its text that it was read from. */
export interface DirectiveReading {
  directive: Directive;
  fence: Fence;
  root: XmlElement;
  metadata: XmlElement | undefined;
  grants: Grant[];
}

/** Elements that mean something inside `<metadata>` only. */
const METADATA_ONLY = [
  'model',
  'model_class',
  'limits',
  'permissions',
  'hooks',
  'context',
  'continuation_directive',
  'checkpoints',
];

/** Elements whose source text is the prompt where nothing stands below the fence. */
const PROMPT = ['process', 'steps', 'success_criteria'];

/** An XML fence larger than this holds data, not metadata. In UTF-16 units. */
const LARGEST_FENCE = 256 * 1024;

/** Reads a directive into `report`; undefined where there is nothing to read. What has errors must not be used. */
export function readDirective(source: ItemSource, report: Report): DirectiveReading | undefined {
  const fence = findDirectiveFence(report);
  if (fence !== undefined && fence.contentEnd - fence.contentStart > LARGEST_FENCE) {
    report.error(fence.start, 'too-large', `the xml fence is larger than ${LARGEST_FENCE / 1024} KiB`);
    return undefined;
  }
  const root = fence && parseXml(report, fence.contentStart, fence.contentEnd);
  if (root !== undefined && root.name !== 'directive') {
    report.error(root.start, 'not-a-directive', `the xml fence holds <${root.name}>, not <directive>`);
  }
  if (fence === undefined || root === undefined || root.name !== 'directive') return undefined;

  const metadata = childrenNamed(root, 'metadata')[0];
  for (const child of childrenNamed(root, ...METADATA_ONLY)) {
    report.warn(child.start, 'misplaced-element', `<${child.name}> counts only inside <metadata>; here it is ignored`);
  }
  const permissionsElement = lastNamed(metadata, 'permissions');
  const version = attributeOf(root, 'version') ?? textOf(lastNamed(metadata, 'version'));
  const extended = attributeOf(root, 'extends') ?? textOf(lastNamed(metadata, 'extends'));
  const model = readModel(lastNamed(metadata, 'model', 'model_class'));
  const continuation = textOf(lastNamed(metadata, 'continuation_directive'));
  const checkpoints = readCheckpoints(lastNamed(metadata, 'checkpoints'), report);
  const { grants, acknowledgedRisks } = readPermissions(permissionsElement, report);
  const capabilities = [...new Set(grants.map(({ capability }) => capability))];
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
    ...(checkpoints !== undefined && { checkpoints }),
    warnings: report.problems,
  };
  return { directive, fence, root, metadata, grants };
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
