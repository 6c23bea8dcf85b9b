import { statSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Intent } from '#protocol';
import { isMissing, removeFile, replaceFile } from '../disk/durable-file.ts';
import { namesIn, readJsonIfWhole } from '../disk/read-file.ts';
import { BadPathError } from '../errors.ts';

const KINDS: ReadonlySet<string> = new Set<Intent['kind']>([
  'pause',
  'unpause',
  'cancel',
  'kill',
  'approve',
  'deny',
  'message',
  'raise_budget',
  'raise_limit',
  'wrap_up',
  'move_card',
]);

/** Leaves an intent in an inbox. @throws {BadPathError} its id is no file name. */
export function writeIntent(inbox: string, intent: Intent): void {
  replaceFile(join(inbox, intentName(intent.id)), `${JSON.stringify(intent)}\n`, { durable: true });
}

export function removeIntent(inbox: string, id: string): void {
  removeFile(join(inbox, intentName(id)));
}

/** The intents that wait, in the order in which they were left. What is none is put aside, for people to look at. */
export async function readIntents(inbox: string): Promise<Intent[]> {
  const found: { intent: Intent; leftAtMs: number }[] = [];
  for (const name of namesIn(inbox).filter((each) => /^[\w-]+\.json$/.test(each))) {
    const file = join(inbox, name);
    const leftAtMs = modifiedAt(file);
    if (leftAtMs === undefined) continue;
    const value = readJsonIfWhole(file);
    if (isIntent(value) && intentName(value.id) === name) found.push({ intent: value, leftAtMs });
    else if (modifiedAt(file) !== undefined) await rename(file, `${file}.refused`);
  }
  return found.sort((a, b) => a.leftAtMs - b.leftAtMs).map(({ intent }) => intent);
}

function modifiedAt(file: string): number | undefined {
  try {
    return statSync(file).mtimeMs;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function intentName(id: string): string {
  if (!/^[\w-]{1,100}$/.test(id))
    throw new BadPathError({ path: id, reason: 'an intent id has letters, digits, "_" and "-" only' });
  return `${id}.json`;
}

function isIntent(value: unknown): value is Intent {
  const intent = value as Partial<Intent> | null | undefined;
  return (
    typeof intent === 'object' &&
    intent !== null &&
    typeof intent.id === 'string' &&
    typeof intent.by === 'string' &&
    typeof intent.kind === 'string' &&
    KINDS.has(intent.kind) &&
    (intent.target === undefined || typeof intent.target === 'string') &&
    (intent.at === undefined || typeof intent.at === 'string') &&
    (intent.args === undefined ||
      (typeof intent.args === 'object' && intent.args !== null && !Array.isArray(intent.args)))
  );
}
