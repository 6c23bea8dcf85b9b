import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventSchemas } from '#protocol';
import { ownToolIds } from '#runtime';
import { operationNames } from '../../src/runtime/operations/orchestrate.ts';

/** Files that list every type, and so say nothing of what one does. */
const LISTS = /event-builder|parse-event|views\.test|named-events|golden[\\/]runs|doors\.txt/;

/** Nothing makes these yet. */
const UNBUILT = new Set(['thread_taken_over']);

const STATES = ['created', 'running', 'waiting', 'paused', 'completed', 'error', 'cancelled', 'killed', 'continued'];

const root = join(import.meta.dirname, '..');
const tests = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !LISTS.test(path))
  .map((path) => readFileSync(join(root, path), 'utf8'))
  .join('\n');

const isNamed = (word: string): boolean =>
  new RegExp(`(?<![\\w/-])${word.replaceAll(/[.*/]/g, '\\$&')}(?![\\w/-])`).test(tests);

describe('a test names', () => {
  it('every type of event that anything makes', () => {
    const types = Object.keys(eventSchemas).filter((type) => !UNBUILT.has(type));
    expect(types.filter((type) => !isNamed(type))).toEqual([]);
  });

  it('every state of a thread', () => {
    expect(STATES.filter((state) => !isNamed(state))).toEqual([]);
  });

  it('every operation on threads, and every tool of the runtime itself', () => {
    // A model calls a tool by its id with `_` for `/`.
    const isCalled = (id: string): boolean =>
      isNamed(id) || isNamed(id.replaceAll('/', '_')) || isNamed(id.split('/').at(-1) ?? id);
    expect(operationNames.filter((name) => !isNamed(name))).toEqual([]);
    expect(ownToolIds().filter((id) => !isCalled(id))).toEqual([]);
  });
});
