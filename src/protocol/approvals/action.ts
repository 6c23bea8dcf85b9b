import { capabilityFor } from '../capabilities/index.ts';
import type { Json, JsonObject } from '../errors.ts';
import { sha256 } from '../ids.ts';
import { type CommandParts, commandParts } from './command-parts.ts';

/** One call as somebody decides about it. */
export interface Action {
  /** Id of the tool; for a thread that is to be spawned, of what spawns it. */
  tool: string;
  input: JsonObject;
  /** Hash of the tool's own text, where it is a script: other text is another action. */
  definition?: string;
}

/** What rules look at in an action. */
export interface ActionFacts {
  capability: string;
  /** Relative to the project, `/`-separated. */
  paths: string[];
  /** Host names, lower case. */
  hosts: string[];
  command?: CommandParts;
}

/** The id under which spawns stand in the log. */
const SPAWN = 'rye/agent/threads/spawn';

/** Names the exact action: the same for any order of its keys, another for any other value. */
export function actionDigest({ tool, input, definition }: Action): string {
  return sha256(JSON.stringify([tool, sorted(input), definition ?? null]));
}

/** @param projectRoot Absolute; paths inside it are compared relative to it. */
export function actionFacts({ tool, input }: Action, projectRoot: string): ActionFacts {
  const item = tool === SPAWN && typeof input['item_id'] === 'string' ? input['item_id'] : undefined;
  const capability =
    item === undefined ? capabilityFor('execute', 'tool', tool) : capabilityFor('execute', 'directive', item);
  const command = input['command'];
  return {
    capability,
    paths: textsAt(input, ['path', 'paths', 'file', 'files', 'cwd']).map((path) => relativePath(path, projectRoot)),
    hosts: textsAt(input, ['url', 'urls']).map(hostOf),
    ...(typeof command === 'string' && { command: commandParts(command) }),
  };
}

/** An action in one line: the tool, and what it is about. */
export function actionText({ tool, input }: Pick<Action, 'tool' | 'input'>): string {
  const subject = ['command', 'url', 'path', 'item_id']
    .map((key) => input[key])
    .find((each) => typeof each === 'string');
  return `${tool}: ${subject ?? JSON.stringify(input)}`;
}

function textsAt(input: JsonObject, keys: readonly string[]): string[] {
  return keys.flatMap((key) => {
    const value: Json | undefined = input[key];
    return (Array.isArray(value) ? value : [value]).filter((each): each is string => typeof each === 'string');
  });
}

function relativePath(path: string, projectRoot: string): string {
  const normal = normalPath(path);
  if (normal === projectRoot) return '.';
  return normal.startsWith(`${projectRoot}/`) ? normal.slice(projectRoot.length + 1) : normal;
}

/** Without `.`, `..` and empty segments as far as they can be taken out. */
function normalPath(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..' && kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else kept.push(segment);
  }
  return (path.startsWith('/') ? '/' : '') + kept.join('/') || '.';
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname.toLowerCase() : '';
}

function sorted(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
}
