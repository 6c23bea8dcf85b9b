import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Field, interpolateInputs, type Json, type JsonObject, type ToolDescription } from '#protocol';
import { aRequest, ask, callsOf, play } from './offline-thread.ts';

const bodyRequest = (body: string, outputs: Field[] = [], tools: ToolDescription[] = []) =>
  aRequest({ tools, asker: { body, outputs } });
const output = (name: string, type = 'string', required = true): Field => ({ name, type, required });
const firstInput = async (call: string): Promise<unknown> => {
  const [calls] = callsOf([await ask(undefined, bodyRequest(call))]);
  return typeof calls === 'string' ? calls : calls?.[0]?.[2];
};

describe('a directive without a script', () => {
  it('makes the calls of its process text in order, and returns its outputs', async () => {
    const body =
      '1. `rye_execute(item_type="tool", item_id="a/b")`\n2. Then rye_execute(item_type="tool", item_id="c", parameters={"n": 1}).\n';
    const replies = await play(undefined, bodyRequest(body, [output('total', 'number')]), () => ({
      data: { total: 7 },
    }));
    expect(callsOf(replies)).toEqual([
      [['t1-call', 'rye_execute', { item_type: 'tool', item_id: 'a/b' }]],
      [['t2-call', 'rye_execute', { item_type: 'tool', item_id: 'c', parameters: { n: 1 } }]],
      [['t3-return', 'directive_return', { total: 7 }]],
      [],
    ]);
  });

  it('ends with a text where it declares no outputs', async () => {
    const replies = await play(undefined, bodyRequest('Think about it.'));
    expect(replies).toMatchObject([{ ok: true, stopReason: 'end_turn' }]);
  });

  it.each<[string, string, Json]>([
    [
      'JSON',
      'rye_execute(a={"x": [1, -2.5, true, null], "y": {"z": "}"}})',
      { a: { x: [1, -2.5, true, null], y: { z: '}' } } },
    ],
    [
      'Python',
      "rye_execute(a={'x': (True, False, None,), 'y': 'it\\'s'},)",
      { a: { x: [true, false, null], y: "it's" } },
    ],
    ['several lines', "rye_execute(\n  a=\"b\",  # the first\n  c='''d\ne''',\n)", { a: 'b', c: 'd\ne' }],
    ['escapes', 'rye_execute(a="x\\n\\"\\u00e9\\"")', { a: 'x\n"é"' }],
    ['a dict as in `{name: value}`', 'rye_execute(a={b: 1, c: "d"})', { a: { b: 1, c: 'd' } }],
    ['an ellipsis', 'rye_execute(a={"b": 1, ...}, ...)', { a: { b: 1 } }],
    [
      'a placeholder',
      'rye_execute(a={input:a}, b={"c": "{input:c}", "d": 1}, e=["${inputs.e}", 2])',
      { b: { d: 1 }, e: [2] },
    ],
    ['a placeholder inside a text', 'rye_execute(a="about {input:topic}", b=1)', { b: 1 }],
    ['a variable', 'rye_execute(a=thread_ids, b={name}, c=1)', { c: 1 }],
  ])('reads arguments written with %s', async (_, call, input) => {
    expect(await firstInput(call)).toEqual(input);
  });

  it('takes a call without arguments, or with dots alone, for a mention', async () => {
    expect(await ask(undefined, bodyRequest('Use rye_execute(...) or rye_execute() here.'))).toMatchObject({
      stopReason: 'end_turn',
    });
  });

  it.each([
    [
      'an unfinished call',
      'ok\nrye_execute(a="b"',
      'demo:2: the rye_execute(...) call of the process text cannot be read: expected a name or ")"',
    ],
    [
      'an unfinished text',
      'rye_execute(a="b)',
      'demo:1: the rye_execute(...) call of the process text cannot be read: expected the end of a quoted text',
    ],
    [
      'too many brackets',
      `rye_execute(a=${'['.repeat(5000)}`,
      'demo:1: the rye_execute(...) call of the process text cannot be read: expected at most 100 nested brackets',
    ],
    [
      'an item id with a placeholder',
      '\n\nrye_execute(item_type="tool", item_id="{input:which}")',
      'demo:3: "item_id" is required, and still holds a placeholder',
    ],
  ])('names the line of %s', async (_, body, message) => {
    expect(await ask(undefined, bodyRequest(body))).toMatchObject({
      failure: { code: 'models/offline-script', message },
    });
  });

  it('leaves out an argument that has no value, but not one that its tool requires', async () => {
    const tool: ToolDescription = {
      name: 'rye_file_system_read',
      description: '',
      input_schema: { type: 'object', properties: {}, required: ['path'] },
    };
    const body = (parameters: string) =>
      `rye_execute(item_type="tool", item_id="rye/file-system/read", parameters=${parameters})`;
    const optional = await ask(undefined, bodyRequest(body('{"path": "a", "limit": {input:limit}}'), [], [tool]));
    expect(callsOf([optional])).toMatchObject([[['t1-call', 'rye_execute', { parameters: { path: 'a' } }]]]);
    const required = await ask(undefined, bodyRequest(body('{"path": "{input:path}"}'), [], [tool]));
    expect(callsOf([required])).toEqual([
      'demo:1: "path" is required by rye/file-system/read, and still holds a placeholder',
    ]);
  });

  it.each<[string, Field[], Json, JsonObject]>([
    ['a field of the result', [output('a')], { a: 1 }, { a: 1 }],
    ['a field of what an execution wraps', [output('a')], { status: 'success', data: { a: [2] } }, { a: [2] }],
    ['a field of what a thread returned', [output('a')], { outputs: { a: 'x' } }, { a: 'x' }],
    ['the whole result as text', [output('summary')], { n: 1 }, { summary: '{"n":1}' }],
    ['the whole result as the list it is', [output('all', 'array')], { data: [1, 2] }, { all: [1, 2] }],
    ['nothing, where it is optional', [output('n', 'number', false)], { a: 1 }, {}],
  ])('fills an output from %s', async (_, outputs, result, values) => {
    const replies = await play(
      undefined,
      bodyRequest('rye_execute(item_type="tool", item_id="a")', outputs),
      () => result,
    );
    expect(callsOf(replies)[1]).toEqual([['t2-return', 'directive_return', values]]);
  });

  it('names the line that speaks of an output it cannot fill', async () => {
    const body = 'rye_execute(item_type="tool", item_id="a")\n\nReturn the score.\n';
    const replies = await play(undefined, bodyRequest(body, [output('score', 'number')]));
    expect(callsOf(replies).at(-1)).toBe(
      'demo:3: no step of the process text has a result for the required output "score" (number); an offline script can give it',
    );
  });
});

const seed = new URL('../../fixtures/seeds/orchestrator.md', import.meta.url);

describe('the orchestrator seed without a script', () => {
  const body = (inputs: JsonObject): string =>
    interpolateInputs(
      readFileSync(seed, 'utf8')
        .split(/^```\s*$/m)
        .at(-1) ?? '',
      inputs,
    ).value;

  it('passes only what it was given to the orchestrator tool, and returns what that said', async () => {
    const inputs = { operation: 'wait_threads', thread_ids: ['scout-1', 'scout-2'] };
    const replies = await play(undefined, bodyRequest(body(inputs), [output('result')]), () => ({
      data: { success: true },
    }));
    expect(callsOf(replies)).toEqual([
      [
        [
          't1-call',
          'rye_execute',
          { item_type: 'tool', item_id: 'rye/agent/threads/orchestrator', parameters: inputs },
        ],
      ],
      [['t2-return', 'directive_return', { result: '{"success":true}' }]],
      [],
    ]);
  });
});
