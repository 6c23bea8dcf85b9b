import { expect, test } from 'vitest';
import { mergeConfig } from '#library';
import type { JsonObject } from '#protocol';

test.each<[string, JsonObject, JsonObject, JsonObject]>([
  ['mappings merge key by key', { a: { x: 1, y: 2 } }, { a: { y: 3, z: 4 } }, { a: { x: 1, y: 3, z: 4 } }],
  ['scalars are replaced', { a: 1 }, { a: null }, { a: null }],
  ['a list of scalars is replaced', { a: [1, 2] }, { a: [3] }, { a: [3] }],
  ['an empty list is replaced', { a: [] }, { a: [{ id: 1 }] }, { a: [{ id: 1 }] }],
  [
    'a list of ids merges: replaced whole in place, appended, dropped without id',
    { a: [{ id: 'x', keep: 1 }, { id: 'y' }] },
    { a: [{ id: 'z' }, { id: 'x', new: 2 }, { none: 1 }] },
    { a: [{ id: 'x', new: 2 }, { id: 'y' }, { id: 'z' }] },
  ],
  [
    'a list whose first element has no id is replaced',
    { a: [{ n: 1 }, { id: 'y' }] },
    { a: [{ id: 'y', n: 2 }] },
    { a: [{ id: 'y', n: 2 }] },
  ],
  ['a list gives way to a scalar', { a: [{ id: 1 }] }, { a: 'off' }, { a: 'off' }],
  ['extends is skipped', { extends: 'kept' }, { extends: 'x', a: 1 }, { extends: 'kept', a: 1 }],
])('%s', (_, base, over, merged) => {
  expect(mergeConfig(base, over)).toEqual(merged);
});

test('neither side is changed', () => {
  const base = { a: { list: [{ id: 1 }] } };
  mergeConfig(base, { a: { list: [{ id: 2 }], b: 1 } });
  expect(base).toEqual({ a: { list: [{ id: 1 }] } });
});

test('a key named __proto__ reaches no prototype', () => {
  const merged = mergeConfig(
    JSON.parse('{"__proto__": {"a": 1}}') as JsonObject,
    JSON.parse('{"__proto__": {"b": 2}}') as JsonObject,
  );
  expect(({} as Record<string, unknown>)['b']).toBeUndefined();
  expect(Object.keys(merged)).toEqual(['__proto__']);
});
