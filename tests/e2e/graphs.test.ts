import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { GraphDrawing, Validation } from '#app';
import type { Event, RunDocument, ThreadDocument } from '#protocol';
import { graphText } from '../helpers/graph-fixture.ts';
import { checkout, git, rye, ryeJson, tempFolder, tempRepository, writeFiles } from '../helpers/rye.ts';
import { startScriptServer } from '../helpers/script-server.ts';
import { until } from '../helpers/until.ts';

const page = readFileSync(join(checkout, 'docs', 'graphs.md'), 'utf8');
const [, EXAMPLE = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
const KEY = 'sk-ant-test-0123456789abcdef';

/** The commands of the page, without `rye`; what stands for a run is named. */
const COMMANDS = [...page.matchAll(/^\$ rye (.+)$/gm)].map(([, line = '']) =>
  line.replace('RUN', 'counting').split(' '),
);

async function template(): Promise<string> {
  const cwd = tempFolder();
  git(cwd, 'init', '--quiet', '--initial-branch=trunk');
  expect((await rye(['init', '--template', 'graph'], { cwd })).code).toBe(0);
  return cwd;
}

/** What came of each place, without ids, times and costs. */
function placesOf(document: RunDocument): object[] {
  return document.threads
    .map(({ place, status, outputs }) => ({ place, status, outputs }))
    .toSorted((a, b) => a.place.localeCompare(b.place));
}

function project(graph: string): string {
  const cwd = tempRepository();
  writeFiles(cwd, { '.ai/tools/flows/demo.yaml': graph });
  return cwd;
}

const sleeping = (seconds: number) => ({
  action: { item_id: 'rye/bash', params: { command: `sleep ${seconds}; echo done` } },
});

describe('a graph that starts threads', () => {
  it('has three work side by side, tells a fourth what they came to, and comes to the same offline and over HTTP', async () => {
    const cwd = await template();
    const run = ['run', 'app/build', '--quiet', '--run-id'];
    const offline = await ryeJson([...run, 'offline', '--offline'], { cwd });
    expect(offline.code, offline.stderr).toBe(0);
    expect(offline.json).toMatchObject({
      kind: 'graph',
      status: 'completed',
      outputs: { ok: true, folder: 'shop', readme: 'shop/README.md', parts: 3 },
    });
    const places = ['implement_api', 'implement_dashboard', 'implement_database', 'integrate', 'scaffold'];
    expect(placesOf(offline.json).map((each) => (each as { place: string }).place)).toEqual([
      'root',
      ...places.map((name) => `root/${name}`),
    ]);
    const { json: log } = await ryeJson<{ events: Event[] }>(['log', 'offline'], { cwd });
    const integrate = offline.json.threads.find(({ place }) => place === 'root/integrate');
    const composed = log.events.find((event) => event.type === 'context_composed' && event.thread === integrate?.id);
    for (const place of ['database', 'api', 'dashboard']) {
      const { id } = offline.json.threads.find((thread) => thread.place === `root/implement_${place}`) ?? {};
      expect(JSON.stringify(composed?.data)).toContain(`agent/threads/${id}`);
    }
    const waited = log.events.find((event) => event.type === 'thread_waiting' && event.data.on.length > 1);
    expect(waited).toMatchObject({ data: { on: { length: 3 } } });

    const server = await startScriptServer(cwd);
    onTestFinished(() => server.close());
    const env = { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: server.url };
    const http = await ryeJson([...run, 'http'], { cwd, env });
    expect(http.code, http.stderr).toBe(0);
    expect(http.json).toMatchObject({ simulated: false, provider: 'anthropic' });
    expect(placesOf(http.json)).toEqual(placesOf(offline.json));
    expect(http.json.cost.model_calls).toBe(server.journal.length);
    expect((await ryeJson(['fsck', '--json'], { cwd })).json).toMatchObject({ ok: true });
  });

  it('needs no key where it asks no model, and says what is missing where it does', async () => {
    const cwd = await template();
    const refused = await ryeJson<{ error: { code: string } }>(['run', 'app/build'], { cwd });
    expect([refused.code, refused.json.error.code]).toEqual([3, 'app/no-provider']);
    writeFiles(cwd, { '.ai/tools/flows/count.yaml': EXAMPLE, 'src/a.txt': 'one two', 'src/b.txt': 'three' });
    const { json } = await ryeJson(['run', 'flows/count', '--quiet', '--run-id', 'counting'], { cwd });
    expect(json).toMatchObject({ status: 'completed', provider: 'none', simulated: false, cost: { usd: 0, turns: 0 } });
    const counts = json.outputs?.['counts'] as { stdout: string }[];
    expect(counts.map(({ stdout }) => stdout.trim())).toEqual(['2', '1']);
  });
});

describe('the page about graphs', () => {
  it('shows commands that do what it says', async () => {
    const cwd = project(EXAMPLE);
    writeFiles(cwd, {
      '.ai/tools/flows/count.yaml': EXAMPLE,
      'src/a.txt': 'one two',
      'docs/b.txt': 'three',
      'state.json': '{"left": 1}',
    });
    expect((await rye(['run', 'flows/count', '--quiet', '--run-id', 'counting'], { cwd })).code).toBe(0);
    expect(COMMANDS).toHaveLength(8);
    for (const command of COMMANDS) {
      const args = command.map((arg) => arg.replace('@40', '@12'));
      const { code, stdout, stderr } = await rye(args, { cwd });
      expect(code, `${args.join(' ')}: ${stderr}`).toBe(0);
      expect(stdout, args.join(' ')).not.toBe('');
    }
  });

  it('draws a graph, as text and as Mermaid', async () => {
    const cwd = project(EXAMPLE);
    writeFiles(cwd, { '.ai/tools/flows/count.yaml': EXAMPLE });
    const { stdout } = await rye(['graph', 'show', 'flows/count'], { cwd });
    expect(stdout.split('\n').slice(3)).toEqual([
      '▶ list   action   rye/file-system/glob',
      '    ├─→ count  when state.files.0 exists',
      '    └─→ none',
      '· count  foreach  rye/bash for each file of ${state.files}, side by side, into counts',
      '    └─→ done',
      '■ none   return   {"files":0}',
      '■ done   return   {"files":"${state.files}","counts":"${state.counts}"}',
      '',
    ]);
    const { json } = await ryeJson<GraphDrawing>(['graph', 'show', '.ai/tools/flows/count.yaml', '--json'], { cwd });
    expect(json).toMatchObject({ graph: 'flows/count', nodes: { length: 4 } });
    expect(json.mermaid).toContain('n0 -->|"when state.files.0 exists"| n1');
  });
});

describe('a graph and its state', () => {
  it('is shown at any step of its history', async () => {
    const nodes = {
      a: { type: 'gate', assign: { x: 1 }, next: 'b' },
      b: { type: 'gate', assign: { x: 2, y: '${state.x}' }, next: 'c' },
      c: { type: 'return', output: '${state.y}' },
    };
    const cwd = project(graphText({ nodes }));
    const { json } = await ryeJson(['run', 'flows/demo', '--quiet', '--run-id', 'steps'], { cwd });
    // The next assign of one node sees the one before.
    expect(json.outputs).toEqual({ output: 2 });
    const { json: log } = await ryeJson<{ events: Event[] }>(['log', 'steps'], { cwd });
    const states = [];
    for (const { seq, type } of log.events) {
      if (type !== 'graph_step_completed') continue;
      const shown = await ryeJson<ThreadDocument>(['show', `steps@${seq}`, 'root'], { cwd });
      states.push({ x: shown.json.graph?.state['x'], y: shown.json.graph?.state['y'], next: shown.json.graph?.next });
    }
    expect(states).toEqual([
      { x: 1, y: undefined, next: 'b' },
      { x: 2, y: 2, next: 'c' },
      { x: 2, y: 2, next: undefined },
    ]);
  });

  it('visits one node alone, with a state from a file or standard input', async () => {
    const nodes = {
      a: { type: 'gate', next: 'b' },
      b: { type: 'gate', assign: { y: '${state.x}!' }, next: 'c' },
      c: { type: 'return' },
    };
    const cwd = project(graphText({ nodes }));
    const { json } = await ryeJson(['run', 'flows/demo', '--quiet', '--node', 'b', '--state', '-'], {
      cwd,
      input: '{"x": "from here"}',
    });
    expect(json.outputs).toEqual({
      state: { inputs: {}, x: 'from here', y: 'from here!' },
      executed_node: 'b',
      next_node: 'c',
      step_count: 1,
    });
  });

  it('keeps no secret that stands in its file, in a node, or in the state that it is given', async () => {
    const secret = (nth: number): string => `sk-ant-api03-${'A'.repeat(40)}${nth}`;
    const nodes = {
      a: {
        action: { item_id: 'rye/bash', params: { command: `echo ${secret(1)}` } },
        assign: { out: '${result.stdout}', own: secret(2) },
        next: 'b',
      },
      b: { type: 'return', output: { out: '${state.out}', own: '${state.own}', first: '${state.first}' } },
    };
    const cwd = project(graphText({ state: { first: secret(3) }, nodes }));
    const run = ['run', 'flows/demo', '--quiet', '--run-id', 'hidden', '--state', '-'];
    const { json, code } = await ryeJson(run, { cwd, input: JSON.stringify({ given: secret(4) }) });
    expect(code).toBe(0);
    expect(json.outputs).toMatchObject({ first: '[redacted:secret-key]' });
    const { stdout } = await rye(['log', 'hidden', '--json'], { cwd });
    expect(stdout).toContain('"given"');
    expect(stdout).not.toContain('sk-ant-api03-A');
    expect(git(cwd, '-C', '.ai/data', 'log', '-p', 'hidden')).not.toContain('sk-ant-api03-A');
  });

  it('is found again by the same call in a later run, where a node keeps its result', async () => {
    const action = { item_id: 'rye/bash', params: { command: 'echo x >> ran.txt; wc -l < ran.txt' } };
    const nodes = {
      a: { action, assign: { n: '${result.stdout}' }, cache_result: true, next: 'b' },
      b: { type: 'return', output: { n: '${state.n}' } },
    };
    const cwd = project(graphText({ nodes }));
    const run = async () => (await ryeJson(['run', 'flows/demo', '--quiet'], { cwd })).json;
    expect((await run()).outputs).toEqual({ n: '1\n' });
    const again = await run();
    expect(again).toMatchObject({ outputs: { n: '1\n' }, cost: { tool_calls: 0 } });
    expect(readFileSync(join(cwd, 'ran.txt'), 'utf8')).toBe('x\n');
    expect(again.threads[0]?.graph?.visits[0]).toMatchObject({ node: 'a', cached: true });
    // Another text of the graph is another graph.
    writeFiles(cwd, { '.ai/tools/flows/demo.yaml': graphText({ nodes }, { description: 'changed' }) });
    expect((await run()).outputs).toEqual({ n: '2\n' });
    expect((await ryeJson(['fsck', '--json'], { cwd })).json).toMatchObject({ ok: true });
  });
});

describe('a graph that is steered from another process', () => {
  const action = {
    item_id: 'rye/bash',
    params: { command: 'until [ -e go ]; do sleep 0.05; done; echo ${n} >> items.txt' },
  };
  const foreach = (parallel: boolean) => ({
    type: 'foreach',
    over: [1, 2, 3, 4],
    as: 'n',
    parallel,
    max_concurrency: 2,
    action,
    next: 'end',
  });

  it.each<[string, object, number, number]>([
    ['an action', { action, next: 'end' }, 1, 1],
    ['a foreach', foreach(false), 1, 4],
    ['a parallel foreach', foreach(true), 2, 4],
  ])(
    'stands still in %s when what is in flight is done, until it is told to go on',
    async (_what, node, inFlight, all) => {
      const cwd = project(graphText({ nodes: { a: node as never, end: { type: 'return', output: { ok: true } } } }));
      const thread = async () => (await ryeJson(['status', 'paused-one'], { cwd })).json.threads[0];
      const lines = (): number => readFileSync(join(cwd, 'items.txt'), 'utf8').trim().split('\n').length;
      await rye(['run', 'flows/demo', '--detach', '--run-id', 'paused-one'], { cwd });
      await until(async () => (await thread())?.doing !== undefined);
      expect((await rye(['pause', 'paused-one'], { cwd })).code).toBe(0);
      writeFiles(cwd, { go: '' });
      await until(async () => existsSync(join(cwd, 'items.txt')) && (await thread())?.doing === undefined);
      expect(await thread()).toMatchObject({ status: 'paused' });
      expect(lines()).toBeLessThanOrEqual(inFlight);
      expect((await rye(['unpause', 'paused-one'], { cwd })).code).toBe(0);
      await until(async () => (await thread())?.status === 'completed');
      expect(await thread()).toMatchObject({ outputs: { ok: true } });
      expect(lines()).toBe(all);
    },
  );

  it.each<[string, object]>([
    ['an action', { action, next: 'end' }],
    ['a parallel foreach', foreach(true)],
  ])('is cancelled in %s, and what is in flight is ended', async (_what, node) => {
    const cwd = project(graphText({ nodes: { a: node as never, end: { type: 'return', output: { ok: true } } } }));
    const status = async () => (await ryeJson(['status', 'cancelled-one'], { cwd })).json;
    await rye(['run', 'flows/demo', '--detach', '--run-id', 'cancelled-one'], { cwd });
    await until(async () => (await status()).threads[0]?.doing !== undefined);
    expect((await rye(['cancel', 'cancelled-one'], { cwd })).code).toBe(0);
    await until(async () => (await status()).status === 'cancelled');
    expect((await status()).outputs).toBeUndefined();
    writeFiles(cwd, { go: '' });
    expect(existsSync(join(cwd, 'items.txt'))).toBe(false);
  });

  it('asks about an action of a node, and goes on with the answer', async () => {
    const nodes = {
      a: { ...sleeping(0), assign: { out: '${result.stdout}' }, next: 'b' },
      b: { type: 'return', output: { out: '${state.out}' } },
    };
    const cwd = project(graphText({ nodes }));
    writeFiles(cwd, {
      '.ai/config/agent/approvals.yaml': 'rules: [{do: ask, capability: rye.execute.tool.rye.bash}]\n',
    });
    const asked = await ryeJson(['run', 'flows/demo', '--quiet', '--approve', 'ask', '--run-id', 'asking'], { cwd });
    expect(asked.code).toBe(4);
    expect(asked.json.waiting_for).toMatchObject([{ kind: 'approval', id: 'a1' }]);
    await rye(['approve', 'asking', 'a1'], { cwd });
    const { json } = await ryeJson(['resume', 'asking', '--quiet'], { cwd });
    expect(json).toMatchObject({ status: 'completed', outputs: { out: 'done\n' } });
  });

  it('goes on at the node that failed, when what was wrong is mended', async () => {
    const nodes = {
      a: { action: { item_id: 'rye/bash', params: { command: 'echo a >> ran.txt' } }, next: 'b' },
      b: {
        action: { item_id: 'rye/file-system/read', params: { path: 'there.txt' } },
        assign: { text: '${result.content}' },
        next: 'c',
      },
      c: { type: 'return', output: { text: '${state.text}' } },
    };
    const cwd = project(graphText({ nodes }));
    const failed = await ryeJson(['run', 'flows/demo', '--quiet', '--run-id', 'mended'], { cwd });
    expect(failed.code).toBe(1);
    expect(failed.json.error).toMatchObject({
      code: 'runtime/graph-failed',
      message: expect.stringContaining('Node "b" failed in step 2'),
    });
    writeFiles(cwd, { 'there.txt': 'now' });
    const { json, code } = await ryeJson(['resume', 'mended', '--quiet'], { cwd });
    expect(code).toBe(0);
    expect(json).toMatchObject({ status: 'completed', outputs: { text: 'now' } });
    expect(readFileSync(join(cwd, 'ran.txt'), 'utf8')).toBe('a\n');
  });
});

describe('a graph that is wrong', () => {
  it('is told with file, line and column before anything runs', async () => {
    const cwd = project(
      [
        'tool_type: graph',
        'category: flows',
        'permissions: [rye.execute.*]',
        'config:',
        '  start: a',
        '  nodes:',
        '    a: {action: {item_id: rye/bassh}, next: b}',
        '    c: {type: foreach, next: [{to: none}]}',
        '    d: {assign: {x: 1}}',
        '',
      ].join('\n'),
    );
    const { json, code } = await ryeJson<Validation>(['validate'], { cwd });
    expect(code).toBe(2);
    const told = json.problems.map(({ line, col, code: problem, message }) => `${line}:${col} ${problem} ${message}`);
    expect(told.toSorted()).toEqual([
      '7:27 unknown-item the action names the tool "rye/bassh", and there is none; near are "rye/bash"',
      '7:45 unknown-node node "a" leads to "b", which there is not; near are a, c, d',
      '7:5 no-return no node returns, so the graph has no outputs',
      '8:30 unknown-node node "c" leads to "none", which there is not',
      '8:5 bad-node a foreach needs `over`, the list that it goes through',
      '8:5 bad-node a node that calls something needs `action`, a mapping',
      '8:5 unreachable-node nothing leads to node "c"',
      '9:18 unused-state state.x is set, and nothing reads it',
      '9:5 bad-node a node that calls something needs `action`, a mapping',
      '9:5 unreachable-node nothing leads to node "d"',
    ]);
    const run = await ryeJson<{ error: { code: string; message: string } }>(['run', 'flows/demo'], { cwd });
    expect([run.code, run.json.error.code]).toEqual([2, 'library/invalid-item']);
    expect(existsSync(join(cwd, '.ai/data/runs'))).toBe(false);
  });

  const tool = (params: object, rest: object = {}) => ({
    action: { item_id: 'rye/bash', params },
    next: 'end',
    ...rest,
  });
  const end = { type: 'return', output: { done: true } };

  it.each<[string, object, string[], string, RegExp]>([
    [
      'a node that there is not',
      { nodes: { a: { type: 'gate' } } },
      ['--node', 'none'],
      'runtime/spawn-refused',
      /no node "none": there are a/,
    ],
    [
      'a circle',
      { max_steps: 5, nodes: { a: { type: 'gate', next: 'b' }, b: { type: 'gate', next: 'a' } } },
      [],
      'max_steps_exceeded',
      /5 of 5 steps.*next is "b"/,
    ],
    ['an input of a wrong type', { nodes: { a: end } }, ['-i', 'n=many'], 'app/usage', /n is to be of type integer/],
    [
      'an input of a wrong type in a file',
      { nodes: { a: end } },
      ['--inputs', 'in.json'],
      'runtime/invalid-inputs',
      /config_schema: .*expected number/,
    ],
    [
      'parameters of a wrong type',
      { nodes: { a: tool({ command: ['echo'] }), end } },
      [],
      'runtime/graph-failed',
      /Node "a" failed in step 1.*rye\/bash does not fit/,
    ],
    [
      'an item that comes to nothing',
      { nodes: { a: { action: { item_id: '${state.tool}' }, next: 'end' }, end } },
      [],
      'runtime/graph-failed',
      /Node "a".*item_id: "\$\{state.tool\}" came to null/,
    ],
    [
      'a value of 1 MB',
      { nodes: { a: { action: { item_id: 'big' }, assign: { x: '${result.x}' }, next: 'end' }, end } },
      [],
      'runtime/graph-failed',
      /Node "a" failed in step 1: the result takes 10000\d\d bytes; a graph takes at most 262144/,
    ],
    [
      'a state of 1 MB',
      {
        max_steps: 100,
        nodes: {
          a: {
            action: { item_id: 'big', params: { bytes: 200_000 } },
            assign: { all: ['${state.all}', '${result.x}'] },
            next: 'a',
          },
        },
      },
      [],
      'runtime/graph-failed',
      /Node "a" failed in step 2: state.all takes \d+ bytes; the whole state of a graph holds at most 262144/,
    ],
    [
      'a tool that there is not',
      { nodes: { a: { action: { item_id: 'rye/bassh' }, next: 'end' }, end } },
      [],
      'runtime/graph-failed',
      /Node "a" failed in step 1: There is no tool "rye\/bassh"/,
    ],
    [
      'an environment that is missing',
      { nodes: { a: { ...end, env_requires: ['NEVER_SET_ANYWHERE'] } } },
      [],
      'runtime/missing-environment',
      /NEVER_SET_ANYWHERE/,
    ],
  ])('%s is named, and nothing half-run is reported as done', async (_what, config, args, code, message) => {
    const schema = { config_schema: { type: 'object', properties: { n: { type: 'integer' } } } };
    const cwd = project(graphText(config as never, schema));
    writeFiles(cwd, {
      'in.json': '{"n": "many"}',
      '.ai/tools/big.mjs':
        "export const __tool_type__ = 'node';\nexport const __tool_description__ = 'Gives much.';\nlet text = '';\nfor await (const part of process.stdin) text += part;\nconst { bytes = 1_000_000 } = JSON.parse(text || '{}');\nexport const CONFIG_SCHEMA = { type: 'object', properties: { bytes: { type: 'integer' } } };\nconsole.log(JSON.stringify({ x: 'x'.repeat(bytes) }));\n",
    });
    const ran = await ryeJson<RunDocument & { error: { code: string; message: string } }>(
      ['run', 'flows/demo', '--quiet', ...args],
      { cwd },
    );
    expect(ran.code).not.toBe(0);
    expect(ran.json.error.code).toBe(code);
    expect(ran.json.error.message).toMatch(message);
    expect(ran.json.outputs).toBeUndefined();
  });
});
