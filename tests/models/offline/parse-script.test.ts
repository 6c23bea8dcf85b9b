import { describe, expect, it } from 'vitest';
import { parseOfflineScript } from '#models';

const problemsOf = (text: string): string[] => {
  const parsed = parseOfflineScript(text, 'a.yaml');
  return parsed.ok ? [] : parsed.problems.map(({ file, line, col, message }) => `${file}:${line}:${col}: ${message}`);
};

describe('parsing an offline script', () => {
  it('numbers its turns and remembers where they stand', () => {
    const parsed = parseOfflineScript(
      '# a script\nturns:\n  - text: a\n  - calls:\n      - tool: rye/bash\n',
      'a.yaml',
    );
    expect(parsed).toMatchObject({
      ok: true,
      script: {
        path: 'a.yaml',
        turns: [
          { number: 1, line: 3 },
          { number: 2, line: 4, calls: [{ line: 5, input: {}, as: 'item' }] },
        ],
      },
    });
  });

  it.each<[string, string, RegExp]>([
    ['YAML that does not parse', 'turns: [\n', /^a\.yaml:2:1: /],
    ['an empty file', '', /^a\.yaml:1:1: /],
    ['no turns', 'turns: []\n', /^a\.yaml:1:8: turns: a script needs at least one turn/],
    ['an unknown key', 'turns:\n  - text: a\n    wiat: x\n', /^a\.yaml:2:5: .*wiat/],
    ['a turn with nothing in it', 'turns:\n  - delay_ms: 5\n', /^a\.yaml:2:5: .*needs text, calls, wait or fail/],
    [
      'a name with a dash',
      'turns:\n  - calls:\n      - {name: a-b, tool: rye/x}\n',
      /^a\.yaml:3:16: .*a name is a letter/,
    ],
    ['a tool that is no id', 'turns:\n  - calls: [{tool: "a b"}]\n', /^a\.yaml:2:20: .*named by its id/],
    [
      'a foreach that is no list',
      'turns:\n  - calls: [{tool: a, foreach: abc}]\n',
      /^a\.yaml:2:32: .*one \$\{\.\.\.\}, or a list/,
    ],
    ['a fraction of a token', 'turns:\n  - {text: a, usage: {input_tokens: 1.5}}\n', /^a\.yaml:2:37: .*int/],
    ['an unknown category of failure', 'turns:\n  - fail: {category: sad}\n', /^a\.yaml:2:22: /],
    [
      'a result that nothing has',
      'turns:\n  - text: ${results.x}\n',
      /^a\.yaml:2:11: no earlier turn has a result called "x"; no earlier turn has a named call/,
    ],
    [
      'a result of the same turn',
      'turns:\n  - calls: [{name: a, tool: t}, {tool: t, input: {v: "${results.a}"}}]\n',
      /no earlier turn has a result called "a"/,
    ],
    [
      'an expression that begins with something else',
      'turns:\n  - text: ${state.x}\n',
      /"state\.x" begins with "state"; it may begin with inputs, results/,
    ],
    ['the item outside of a foreach', 'turns:\n  - calls: [{tool: t, input: {v: "${item}"}}]\n', /begins with "item"/],
    [
      'a condition on a result that nothing has',
      'turns:\n  - {text: a, when: {path: results.x, op: exists}}\n',
      /result called "x"/,
    ],
    [
      'a condition with an unknown operator',
      'turns:\n  - {text: a, when: {path: inputs.x, op: almost}}\n',
      /unknown operator/,
    ],
    [
      'a wait for a call that nothing has',
      'turns:\n  - wait: x\n',
      /^a\.yaml:2:11: no earlier turn has a call named "x" to wait for/,
    ],
    [
      'two calls of one name',
      'turns:\n  - calls: [{name: a, tool: t}, {name: a, tool: t}]\n',
      /two calls of this turn are called "a"/,
    ],
    ['an item called results', 'turns:\n  - calls: [{tool: t, foreach: [1], as: results}]\n', /"results" is taken/],
  ])('says where it is wrong: %s', (_, text, problem) => {
    expect(problemsOf(text)[0]).toMatch(problem);
  });

  it('reports every mistake, not only the first', () => {
    expect(problemsOf('turns:\n  - text: ${results.x}\n  - text: ${results.y}\n')).toHaveLength(2);
  });
});
