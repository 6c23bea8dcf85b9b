import { describe, expect, test } from 'vitest';
import { createVerifier, inspectItem } from '#library';

/** The problems of a hooks file, as `line:col level code`. */
async function problemsOf(text: string, id = 'agent/hooks'): Promise<string[]> {
  const file = { kind: 'config' as const, id, path: 'hooks.yaml', text, placed: true };
  const { problems } = await inspectItem(file, {}, () => createVerifier({}).trustedKeys());
  return problems.map(({ line, col, level, code }) => `${line}:${col} ${level} ${code}`);
}

describe('5.1 the shape of hooks in YAML', () => {
  test('everything that a hook may have', async () => {
    const text = `hooks:
  - id: a
    event: thread_started
    layer: 2
    position: before
    wrap: false
    description: d
    condition: {any: [{path: depth, op: gt, value: 2}, {not: {path: directive, op: contains, value: web}}]}
    actions:
      - {primary: fetch, item_type: knowledge, item_id: k}
  - {id: b, event: error, action: {primary: execute, item_type: tool, item_id: t, params: {a: 1}}}
`;
    expect(await problemsOf(text)).toEqual([]);
  });
  test.each(['builtin_hooks', 'context_hooks', 'infra_hooks'])('hook_conditions.yaml holds %s', async (key) => {
    expect(
      await problemsOf(`${key}:\n  - {event: limit, action: {primary: execute}}\n`, 'agent/hook_conditions'),
    ).toEqual([]);
  });
  test.each([
    ['no list', 'hooks: {a: 1}\n', ['1:8 error bad-hook']],
    ['a hook that is text', 'hooks:\n  - a\n', ['2:5 error bad-hook']],
    ['no event', 'hooks:\n  - id: a\n    action: {}\n', ['2:5 error bad-hook']],
    ['an event that is a number', 'hooks:\n  - event: 3\n    action: {}\n', ['2:12 error bad-hook']],
    [
      'an event that nothing fires',
      'hooks:\n  - event: context_window_pressure\n    action: {}\n',
      ['2:12 warning dead-hook'],
    ],
    ['no action', 'hooks:\n  - event: error\n', ['2:5 warning dead-hook']],
    ['wrap as text', 'hooks:\n  - event: error\n    wrap: "false"\n    action: {}\n', ['3:11 error bad-hook']],
    ['layer as text', 'hooks:\n  - event: error\n    layer: "3"\n    action: {}\n', ['3:12 error bad-hook']],
    ['another position', 'hooks:\n  - event: error\n    position: top\n    action: {}\n', ['3:15 error bad-hook']],
    ['actions as a mapping', 'hooks:\n  - event: error\n    actions: {a: 1}\n', ['3:14 error bad-hook']],
    ['an action that is text', 'hooks:\n  - event: error\n    action: retry\n', ['3:13 error bad-hook']],
    ['an unknown primary', 'hooks:\n  - event: error\n    action: {primary: run}\n', ['3:23 error bad-hook']],
    [
      'a directive that a hook is to run',
      'hooks:\n  - event: error\n    action: {item_type: directive, item_id: a}\n',
      ['3:13 warning dead-hook'],
    ],
    [
      'a parent that is set too late',
      'hooks:\n  - event: error\n    action: {set_extends: a}\n',
      ['3:13 warning dead-hook'],
    ],
    [
      'a decision that there is not',
      'hooks:\n  - event: error\n    actions:\n      - {item_id: rye/agent/threads/internal/control, params: {action: dance}}\n',
      ['4:9 warning dead-hook'],
    ],
    ['a misspelt key', 'hooks:\n  - event: error\n    conditon: {}\n    action: {}\n', ['3:5 warning unknown-key']],
    [
      'an id twice',
      'hooks:\n  - {id: a, event: error, action: {}}\n  - {id: a, event: limit, action: {}}\n',
      ['3:10 warning repeated-hook'],
    ],
    [
      'an unknown operator',
      'hooks:\n  - event: error\n    condition: {path: a, op: like, value: 1}\n    action: {}\n',
      ['3:30 error bad-condition'],
    ],
    [
      'a bad pattern',
      'hooks:\n  - event: error\n    condition:\n      all:\n        - {path: a, op: regex, value: "("}\n    action: {}\n',
      ['5:39 error bad-condition'],
    ],
    [
      'an older spelling',
      'hooks:\n  - event: error\n    condition: {path: a, operator: gt, value: 1}\n    action: {}\n',
      ['3:36 warning odd-condition'],
    ],
    ['another key beside', 'hook:\n  - event: error\n', ['1:1 warning unknown-key']],
  ])('%s', async (_, text, expected) => expect(await problemsOf(text)).toEqual(expected));
});
