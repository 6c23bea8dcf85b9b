// A run of rye whose model and tool answer at once, so that what is left is rye's own work: every event durable before
// what follows from it, and committed before the clock stops. Prints one line of JSON.
// node bench/rye/overhead.ts fan|loop [--leaves 100] [--steps 5]
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createLibrary } from '#library';
import { createCatalog } from '#models';
import {
  type Clock,
  type ContentBlock,
  type ModelPort,
  type ModelRequest,
  shippedBoard,
  shippedRules,
  type Tool,
  type Toolbox,
} from '#protocol';
import { type RuntimePorts, readSettings, startRun } from '#runtime';
import { createGitStore } from '#store';
import { createRedactor } from '#tools';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { leaves: { type: 'string', default: '100' }, steps: { type: 'string' } },
});
const shape = positionals[0] === 'loop' ? 'loop' : 'fan';
const leaves = Number(values.leaves);
const wanted = Number(values.steps ?? (shape === 'fan' ? 5 : 1000));
let steps = Math.min(wanted, 100);

const clock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.min(ms, 2 ** 31 - 1));
      signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    }),
};

/** The tool that every step calls: it does nothing and is made in this process, as those of the peers are. */
const look: Tool = {
  spec: {
    id: 'look',
    description: 'Looks at one thing.',
    inputSchema: { type: 'object', properties: { nth: { type: 'integer' } }, required: ['nth'] },
    effect: 'none',
  },
  run: async ({ nth }) => ({ ok: true, result: { seen: nth ?? 0 } }),
};
const toolbox: Toolbox = {
  list: async () => [look.spec],
  find: async (id) => (id === look.spec.id ? look : undefined),
};

/** Answers by the turn alone, and at once. */
const model: ModelPort = {
  name: 'bench',
  simulated: true,
  async call(request) {
    const content = answer(request);
    const usage = { input_tokens: 10, output_tokens: 10, cache_read_tokens: 0, cache_write_tokens: 0 };
    return { ok: true, content, stopReason: content[0]?.type === 'tool_use' ? 'tool_use' : 'end_turn', usage };
  },
};

function answer({ asker, messages }: ModelRequest): ContentBlock[] {
  const turn = (messages.length - 1) / 2;
  if (asker.directive === 'fan') return fanOut(turn, messages);
  if (turn >= steps) return [{ type: 'text', text: 'Seen all of it.' }];
  return [{ type: 'tool_use', id: `look-${turn}`, name: 'look', input: { nth: turn } }];
}

/** Spawns all leaves in one answer, then waits for them, then ends. */
function fanOut(turn: number, messages: ModelRequest['messages']): ContentBlock[] {
  if (turn === 0) {
    return Array.from({ length: leaves }, (_, nth) => ({
      type: 'tool_use',
      id: `spawn-${nth}`,
      name: 'rye_execute',
      input: { item_type: 'directive', item_id: 'leaf', parameters: { nth }, async: true },
    }));
  }
  if (turn > 1) return [{ type: 'text', text: 'All leaves are back.' }];
  const ids = (messages.at(-1)?.content ?? []).flatMap((block) =>
    block.type === 'tool_result' ? [(JSON.parse(block.content) as { thread_id: string }).thread_id] : [],
  );
  const input = { operation: 'wait_threads', thread_ids: ids };
  return [{ type: 'tool_use', id: 'wait', name: 'rye_agent_threads_orchestrator', input }];
}

function directive(name: string, inputs = ''): string {
  return `# ${name}

\`\`\`xml
<directive name="${name}" version="1.0.0">
  <metadata>
    <description>The ${name} of a benchmark.</description>
    <category></category>
    <author>bench</author>
    <model tier="haiku"/>
    <limits turns="${steps + 10}" tokens="100000000" spawns="${leaves}" duration_seconds="3600"/>
    <permissions><execute><directive>*</directive><tool>*</tool></execute></permissions>
  </metadata>
  ${inputs}
</directive>
\`\`\`

<process>Look at one thing after the other, and say when all is seen.</process>
`;
}

/** Of the last run, git's processes left out. */
let cpuMs = { process: 0, mainThread: 0 };

async function run(name: string): Promise<number> {
  const root = mkdtempSync(join(tmpdir(), 'rye-overhead-'));
  try {
    const home = join(root, '.ai');
    mkdirSync(join(home, 'directives'), { recursive: true });
    const files = { fan: directive('fan'), leaf: directive('leaf', NTH), loop: directive('loop') };
    for (const [id, text] of Object.entries(files)) writeFileSync(join(home, 'directives', `${id}.md`), text);
    const ports = createPorts(root);
    const store = createGitStore({ projectRoot: root, clock });
    // The state repository is there before the clock starts, as the databases of the peers are.
    await (await store.create('prepared')).close();
    const item = await ports.library.directive(shape);
    const start = performance.now();
    const before = [process.cpuUsage(), process.threadCpuUsage()] as const;
    const writer = await store.create(name);
    const facts = { rye_version: '0.0.0' };
    const options = { interrupt: new AbortController().signal };
    const { state } = await startRun(writer, ports, { item, inputs: {}, facts }, options);
    await writer.close();
    const ms = performance.now() - start;
    const [whole, thread] = [process.cpuUsage(before[0]), process.threadCpuUsage(before[1])];
    cpuMs = { process: (whole.user + whole.system) / 1000, mainThread: (thread.user + thread.system) / 1000 };
    if (state.status !== 'completed') throw new Error(`the run ended ${state.status}: ${state.error?.message}`);
    return ms;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const NTH = '<inputs><input name="nth" type="integer" required="true">which leaf</input></inputs>';

function createPorts(projectRoot: string): RuntimePorts {
  const price = { input: 1, output: 5, cache_read: 0.1, cache_write: 1.25 };
  const id = 'claude-haiku-4-5';
  return {
    library: createLibrary({ spaces: { project: projectRoot } }),
    model,
    catalog: createCatalog({
      config: { tiers: { haiku: id }, models: { [id]: { window: 200_000, max_output: 64_000 } } },
      pricing: { models: { [id]: price } },
    }),
    toolbox,
    redactor: createRedactor({ env: {} }),
    clock,
    randomness: { hex: (bytes) => crypto.getRandomValues(Buffer.alloc(bytes)).toString('hex') },
    settings: {
      ...readSettings({}),
      limits: { turns: 1e6, tokens: 1e9, spend: 1e6, duration_seconds: 3600, spawns: 1e6, depth: 10 },
      maxThreads: leaves + 1,
      maxChildren: leaves,
    },
    rules: shippedRules,
    approvals: [],
    failures: [],
    board: shippedBoard,
    projectRoot,
    promptEnv: { env: {}, allowedNames: [] },
    driver: { pid: process.pid, host: hostname() },
    probe: () => undefined,
  };
}

// A shorter run warms the engine up.
await run('warm-up');
steps = wanted;
const ms = await run('measured');
const total = shape === 'fan' ? leaves * steps : steps;
console.log(JSON.stringify({ ms, steps: total, msPerStep: ms / total, cpuMs, rssMb: process.memoryUsage().rss / 1e6 }));
