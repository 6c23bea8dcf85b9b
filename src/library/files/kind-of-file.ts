import type { ItemKind } from '#protocol';
import { findFences, opensAs } from '../fences.ts';
import { readLeadingRegion } from '../knowledge/leading-region.ts';
import { isJsonObject, readYaml } from '../yaml/read-yaml.ts';

/** What a file is: an item, or one of what items stand on. */
export type FileKind = ItemKind | 'offline' | 'include' | 'trust';

/** A file's kind, and its id where its place gives it one. */
export interface FilePlace {
  kind: FileKind;
  id: string;
}

const FOLDERS: Readonly<Record<string, { kind: FileKind; extensions: RegExp }>> = {
  directives: { kind: 'directive', extensions: /\.md$/ },
  knowledge: { kind: 'knowledge', extensions: /\.(?:md|ya?ml)$/ },
  tools: { kind: 'tool', extensions: /\.(?:[mc]?js|ts|py|ya?ml|sh|json|toml)$/ },
  config: { kind: 'config', extensions: /\.ya?ml$/ },
  offline: { kind: 'offline', extensions: /\.yaml$/ },
  includes: { kind: 'include', extensions: /(?:)$/ },
};

/**
 * What a path below a `.ai` folder is; undefined for what is no item: other files, what tools share, private keys.
 * @param path Relative to the `.ai` folder, `/`-separated.
 */
export function placeInSpace(path: string): FilePlace | undefined {
  const [, folder = '', rest = ''] = /^([^/]+)\/(.+)$/s.exec(path) ?? [];
  if (folder === 'config' && rest.startsWith('keys/')) {
    const [, id] = /^keys\/trusted\/([^/]+)\.toml$/.exec(rest) ?? [];
    return id === undefined ? undefined : { kind: 'trust', id };
  }
  const home = Object.hasOwn(FOLDERS, folder) ? FOLDERS[folder] : undefined;
  if (home === undefined || !home.extensions.test(rest)) return undefined;
  // A leading _ marks what tools share.
  if (home.kind === 'tool' && /(^|\/)[_.]|\.d\.ts$|(^|\/)package(-lock)?\.json$/.test(rest)) return undefined;
  return { kind: home.kind, id: home.kind === 'include' ? rest : rest.replace(/\.[^./]+$/, '') };
}

/** What a file of any name is by what it holds; undefined where nothing tells. @param path Its name alone counts. */
export function kindOfText(path: string, text: string): FileKind | undefined {
  if (/\.(?:[mc]?[jt]s|py|sh)$/.test(path)) return 'tool';
  if (path.endsWith('.toml')) return /^\[public_key\]/m.test(text) ? 'trust' : undefined;
  if (/\.ya?ml$/.test(path)) return kindOfYaml(text);
  if (isDirective(text)) return 'directive';
  // Any other extension is some other program's: a key, a table, a log.
  return /\.(?:md|markdown|txt)$|(?:^|[\\/])[^.\\/]+$/i.test(path) ? 'knowledge' : undefined;
}

/** A config file outside of its place is known by its keys. */
export function configNameOf(text: string): string | undefined {
  const reading = readYaml(text);
  if (!reading.ok || !isJsonObject(reading.value)) return undefined;
  const has = (...keys: string[]): boolean =>
    isJsonObject(reading.value) && keys.some((key) => Object.hasOwn(reading.value as object, key));
  if (has('hooks')) return 'agent/hooks';
  if (has('builtin_hooks', 'context_hooks', 'infra_hooks')) return 'agent/hook_conditions';
  if (has('tiers', 'defaults')) return 'agent/models';
  if (has('models')) return /\b(?:input|output|cache_read|cache_write):/.test(text) ? 'agent/pricing' : 'agent/models';
  if (has('rules')) return /\bdo:/.test(text) ? 'agent/approvals' : 'agent/error_classification';
  if (has('grants', 'risk')) return 'agent/capabilities';
  if (has('keys')) return 'tui';
  return has('limits', 'concurrency', 'retry', 'tool_preload', 'coordination', 'prompts') ? 'agent/runtime' : undefined;
}

function kindOfYaml(text: string): FileKind {
  if (/^turns:/m.test(text)) return 'offline';
  if (/^tool_type:[ \t]*["']?(?:state_)?graph\b/m.test(text)) return 'graph';
  if (/^(?:tool_type|executor_id|command|config_schema):/m.test(text)) return 'tool';
  return /^entry_type:/m.test(text) || /^\uFEFF?<!--/.test(text) ? 'knowledge' : 'config';
}

/** A document that merely shows a directive holds it in a longer fence, or in one of another name. */
function isDirective(text: string): boolean {
  // A document with metadata of its own may well show directives.
  if (/^(?:```yaml|---)[ \t]*\n/.test(text.slice(readLeadingRegion(text).afterTitle))) return false;
  const fence = findFences(text).find((candidate) => /^xml\b/i.test(candidate.info));
  if (fence === undefined) return /^[ \t]*<directive\b/m.test(text);
  return !opensAs(fence, 'xml') || /<directive\b/.test(text.slice(fence.contentStart, fence.contentEnd));
}
