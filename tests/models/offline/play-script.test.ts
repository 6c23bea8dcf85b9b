import { describe, expect, it } from 'vitest';
import { type Json, type JsonObject, type ModelRequest, toText } from '#protocol';
import { aRequest, ask, callsOf, play, resultMessage, type ToolStub, textOf } from './offline-thread.ts';

const withInputs = (inputs: JsonObject): ModelRequest => aRequest({ asker: { inputs } });
const listing = {
  entries: [
    { name: 'src', type: 'dir' },
    { name: 'README.md', type: 'file' },
    { name: 'docs', type: 'dir' },
  ],
};
const spawning: ToolStub = (call) => {
  if (call.name === 'rye_file_system_ls') return listing;
  if (call.name === 'rye_execute')
    return call.input['key'] === 'docs'
      ? { fail: 'no budget' }
      : { thread_id: `scout-${toText(call.input['key'] ?? null)}` };
  return { success: true, results: { 'scout-src': { outputs: { lines: 12 } } } };
};

describe('the script language', () => {
  it('plays its turns in order, then closes', async () => {
    const script =
      'turns:\n  - text: One.\n    calls: [{tool: rye/bash, input: {command: ls}}]\n  - calls: [{tool: rye_fetch, input: {item_id: a}}]\nclosing: Over.\n';
    const replies = await play(script, aRequest());
    expect(callsOf(replies)).toEqual([
      [['t1-1', 'rye_bash', { command: 'ls' }]],
      [['t2-1', 'rye_fetch', { item_id: 'a' }]],
      [],
    ]);
    expect(textOf(replies[0])).toBe('One.');
    expect(replies[2]).toMatchObject({ content: [{ type: 'text', text: 'Over.' }], stopReason: 'end_turn' });
  });

  it('ends with a text of its own where the script has no closing', async () => {
    expect(textOf((await play('turns: [{calls: [{tool: rye/bash}]}]', aRequest())).at(-1))).toBe('Done.');
  });

  it.each([
    ['rye/file-system/edit_lines', 'rye_file_system_edit_lines'],
    ['directive_return', 'directive_return'],
    ['rye/agent/threads/directive_return', 'directive_return'],
    ['rye_execute', 'rye_execute'],
  ])('shows the tool %s to the runtime as %s', async (tool, name) => {
    expect(callsOf([await ask(`turns: [{calls: [{tool: ${tool}}]}]`, aRequest())])).toEqual([[['t1-1', name, {}]]]);
  });

  it.each<[string, JsonObject, Json]>([
    ['${inputs.n}', { n: 3 }, 3],
    ['n is ${inputs.n}', { n: 3 }, 'n is 3'],
    ['{input:n:none}', { m: 1 }, 'none'],
    ['${inputs.missing || inputs.n}', { n: 0 }, 0],
    ['${inputs.list[].a}', { list: [{ a: 1 }, { b: 2 }, { a: 3 }] }, [1, 3]],
    ['${inputs.list[].in[].a}', { list: [{ in: [{ a: 1 }, { a: 2 }] }, { in: [{ a: 3 }] }] }, [1, 2, 3]],
    ['${inputs.map[].a}', { map: { x: { a: 1 }, y: { a: 2 } } }, [1, 2]],
    ['all: ${inputs.list[].a}', { list: [{ a: 1 }] }, 'all: [1]'],
    ['${inputs.missing[].a || inputs.n}', { n: 7 }, 7],
    ['{x} and {input:x} and ${}', {}, '{x} and {input:x} and ${}'],
  ])('fills %s', async (template, inputs, filled) => {
    const script = `turns: [{calls: [{tool: rye/bash, input: {value: ${JSON.stringify(template)}}}]}]`;
    expect(callsOf([await ask(script, withInputs(inputs))])).toEqual([[['t1-1', 'rye_bash', { value: filled }]]]);
  });

  it('leaves out an argument whose expression has no value, and keeps a written null', async () => {
    const script =
      'turns: [{calls: [{tool: rye/bash, input: {a: "${inputs.x}", b: null, c: {d: "${inputs.x}", e: 1}}}]}]';
    expect(callsOf([await ask(script, aRequest())])).toEqual([[['t1-1', 'rye_bash', { b: null, c: { e: 1 } }]]]);
  });

  it('spawns for each element of a list, waits for those that started, and reads what they found', async () => {
    const script = `
turns:
  - calls: [{name: parts, tool: rye/file-system/ls}]
  - calls:
      - name: scouts
        tool: rye_execute
        foreach: \${results.parts.entries}
        as: part
        when: {path: part.type, op: eq, value: dir}
        input: {item_type: directive, item_id: scout, key: "\${part.name}", async: true}
  - wait: {for: scouts, timeout: 60}
  - calls:
      - tool: directive_return
        input: {lines: "\${results.scouts_results.results[].outputs.lines}", lost: "\${results.scouts[].error}"}
`;
    const replies = await play(script, aRequest(), spawning);
    const spawn = (key: string) => ({ item_type: 'directive', item_id: 'scout', key, async: true });
    expect(callsOf(replies)).toEqual([
      [['t1-parts', 'rye_file_system_ls', {}]],
      [
        ['t2-scouts-0', 'rye_execute', spawn('src')],
        ['t2-scouts-2', 'rye_execute', spawn('docs')],
      ],
      [
        [
          't3-scouts_results',
          'rye_agent_threads_orchestrator',
          { operation: 'wait_threads', thread_ids: ['scout-src'], timeout: 60 },
        ],
      ],
      [['t4-1', 'directive_return', { lines: [12], lost: ['no budget'] }]],
      [],
    ]);
  });

  it('waits for a single spawned thread', async () => {
    const script = 'turns:\n  - calls: [{name: one, tool: rye_execute, input: {key: a}}]\n  - wait: one\n';
    const replies = await play(script, aRequest(), spawning);
    expect(callsOf(replies)[1]).toEqual([
      ['t2-one_results', 'rye_agent_threads_orchestrator', { operation: 'wait_threads', thread_ids: ['scout-a'] }],
    ]);
  });

  it('passes over a turn whose condition is false, and over one whose calls come to none', async () => {
    const script = `
turns:
  - calls: [{name: look, tool: rye/bash}]
  - {text: Broken., calls: [{tool: rye/a}], when: {path: results.look.exit_code, op: ne, value: 0}}
  - {text: For each., calls: [{name: none, tool: rye/b, foreach: "\${results.look.files}"}]}
  - calls: [{tool: rye/c, input: {found: "\${results.none}"}}]
`;
    const replies = await play(script, aRequest(), () => ({ exit_code: 0, files: [] }));
    expect(callsOf(replies)).toEqual([[['t1-look', 'rye_bash', {}]], [['t4-1', 'rye_c', { found: [] }]], []]);
  });

  it('keeps what an earlier turn found where a later one of the same name was skipped', async () => {
    const script = `
turns:
  - calls: [{name: look, tool: rye/a}]
  - {when: {path: results.look.is_error, op: eq, value: true}, calls: [{name: look, tool: rye/b}]}
  - calls: [{tool: rye/c, input: {v: "\${results.look.v}"}}]
`;
    const replies = await play(script, aRequest(), (call) => ({ v: call.name }));
    expect(callsOf(replies)[1]).toEqual([['t3-1', 'rye_c', { v: 'rye_a' }]]);
    const retried = await play(script, aRequest(), (call) =>
      call.name === 'rye_a' ? { fail: 'no' } : { v: call.name },
    );
    expect(callsOf(retried)[2]).toEqual([['t3-1', 'rye_c', { v: 'rye_b' }]]);
  });

  it('passes over a text that comes to nothing, and never answers with nothing', async () => {
    const script = 'turns:\n  - {text: "${inputs.x}", fail: {times: 1}}\nclosing: "${inputs.x}"\n';
    expect(textOf(await ask(script, aRequest({ attempt: 2 })))).toBe('Done.');
  });

  it('gives a result that is no JSON as its text', async () => {
    const script = 'turns:\n  - calls: [{name: a, tool: rye/a}]\n  - text: "It said: ${results.a}"\n';
    expect(textOf((await play(script, aRequest(), () => 'plain')).at(-1))).toBe('It said: plain');
  });

  it('goes on after a text without calls when the thread gets another message', async () => {
    const script =
      'turns:\n  - {when: {path: inputs.no, op: exists}, text: Never.}\n  - text: First.\n  - text: Second.\n';
    const first = await ask(script, aRequest());
    if (!first.ok) throw new Error(first.failure.message);
    expect(first.stopReason).toBe('end_turn');
    const messages = [
      ...aRequest().messages,
      { role: 'assistant' as const, content: first.content },
      ...aRequest().messages,
    ];
    expect(textOf(await ask(script, aRequest({ messages })))).toBe('Second.');
  });

  it('knows its turn in a continuation that kept only the last messages', async () => {
    const script =
      'turns:\n  - calls: [{name: a, tool: rye/a}]\n  - calls: [{name: b, tool: rye/b}]\n  - text: "b=${results.b.v}"\n';
    const kept = [{ type: 'tool_use' as const, id: 't2-b', name: 'rye_b', input: {} }];
    const messages = [{ role: 'assistant' as const, content: kept }, resultMessage(kept, () => ({ v: 2 }))];
    expect(textOf(await ask(script, aRequest({ messages })))).toBe('b=2');
  });

  it('fails as often as a turn says, and then answers', async () => {
    const script =
      'turns:\n  - {fail: {category: rate_limited, retry_after_ms: 20, times: 2}, text: Here.}\n  - text: After.\n';
    for (const attempt of [1, 2]) {
      expect(await ask(script, aRequest({ attempt }))).toEqual({
        ok: false,
        failure: {
          category: 'rate_limited',
          code: 'rate_limit_error',
          message: 'The script fails this call (rate_limited).',
          retryable: true,
          retryAfterMs: 20,
          mayHaveCost: false,
        },
      });
    }
    const third = await ask(script, aRequest({ attempt: 3 }));
    expect(textOf(third)).toBe('Here.');
    const messages = [
      ...aRequest().messages,
      { role: 'assistant' as const, content: [{ type: 'text' as const, text: 'Here.' }] },
    ];
    expect(textOf(await ask(script, aRequest({ messages })))).toBe('After.');
  });

  it('goes on with the next turn where all that a turn does is fail', async () => {
    const script = 'turns:\n  - fail: {category: transient, times: 1}\n  - text: A.\n  - text: B.\n';
    expect(textOf(await ask(script, aRequest({ attempt: 2 })))).toBe('A.');
    const messages = [
      ...aRequest().messages,
      { role: 'assistant' as const, content: [{ type: 'text' as const, text: 'A.' }] },
    ];
    expect(textOf(await ask(script, aRequest({ messages })))).toBe('B.');
  });

  it('reports what a failed call used where the turn says so', async () => {
    const script =
      'turns:\n  - fail: {category: transient, code: cut, message: Cut off.}\n    usage: {output_tokens: 9}\n';
    expect(await ask(script, aRequest({ attempt: 7 }))).toMatchObject({
      failure: { code: 'cut', message: 'Cut off.', usage: { output_tokens: 9 }, mayHaveCost: true },
    });
  });

  it('names file and line of a foreach over something that is no list', async () => {
    const script =
      'turns:\n  - calls: [{name: a, tool: rye/a}]\n  - calls:\n      - name: each\n        tool: rye/b\n        foreach: ${results.a.n}\n';
    const replies = await play(script, aRequest(), () => ({ n: 4 }));
    expect(replies.at(-1)).toMatchObject({
      failure: { category: 'permanent', code: 'models/offline-script', retryable: false, mayHaveCost: false },
    });
    expect(callsOf(replies).at(-1)).toBe(
      '.ai/offline/demo.yaml:4: foreach of call "each" in turn 2 needs a list; ${results.a.n} is the number 4',
    );
  });

  it('names file and line of a script that is not valid', async () => {
    expect(callsOf([await ask('turns:\n  - text: ok\n    cals: []\n', aRequest())])[0]).toMatch(
      /^\.ai\/offline\/demo\.yaml:2: .*cals/,
    );
  });
});
