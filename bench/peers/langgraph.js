// LangGraph.js with its SqliteSaver: the peer of `rye/overhead.ts`. Prints one line of JSON.
// node bench/peers/langgraph.js fan|loop [--leaves 100] [--steps 5] [--graph agent|bare] [--durability default|equal]
//
// agent: a `model` node asks for a tool, a `tools` node runs it, and the messages are the state, as every agent of this
//        library is built. The answer is kept before its tool runs, as in rye.
// bare:  one node a step and a counter as the state: the least that the library can do for a step.
//
// default: as it comes (WAL, synchronous=NORMAL: a commit is not synced; checkpoints are written beside the next step).
// equal:   PRAGMA synchronous=FULL and durability "sync", so that a step is on the disk before the next one begins.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AIMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { Annotation, END, MessagesAnnotation, Send, START, StateGraph } from '@langchain/langgraph';
import { SqliteSaver } from '@langchain/langgraph-checkpoint-sqlite';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    leaves: { type: 'string', default: '100' },
    steps: { type: 'string' },
    graph: { type: 'string', default: 'agent' },
    durability: { type: 'string', default: 'default' },
  },
});
const shape = positionals[0] === 'loop' ? 'loop' : 'fan';
const leaves = Number(values.leaves);
const wanted = Number(values.steps ?? (shape === 'fan' ? 5 : 1000));
let steps = Math.min(wanted, 100);

function agent() {
  const model = ({ messages }) => {
    const turn = (messages.length - 1) / 2;
    if (turn >= steps) return { messages: [new AIMessage('Seen all of it.')] };
    const call = { id: `look-${turn}`, name: 'look', args: { nth: turn }, type: 'tool_call' };
    return { messages: [new AIMessage({ content: '', tool_calls: [call] })] };
  };
  const tools = ({ messages }) => {
    const [call] = messages.at(-1).tool_calls;
    const content = JSON.stringify({ seen: call.args.nth });
    return { messages: [new ToolMessage({ content, tool_call_id: call.id })] };
  };
  return new StateGraph(MessagesAnnotation)
    .addNode('model', model)
    .addNode('tools', tools)
    .addEdge(START, 'model')
    .addConditionalEdges('model', ({ messages }) => (messages.at(-1).tool_calls?.length ? 'tools' : END))
    .addEdge('tools', 'model');
}

function bare() {
  const State = Annotation.Root({ done: Annotation({ reducer: (_, next) => next, default: () => 0 }) });
  return new StateGraph(State)
    .addNode('step', ({ done }) => ({ done: done + 1 }))
    .addEdge(START, 'step')
    .addConditionalEdges('step', ({ done }) => (done < steps ? 'step' : END));
}

const isAgent = values.graph === 'agent';
const first = () =>
  isAgent ? { messages: [new HumanMessage('Look at one thing after the other, and say when all is seen.')] } : {};

function fan() {
  const State = Annotation.Root({ back: Annotation({ reducer: (a, b) => a + b, default: () => 0 }) });
  const leaf = (isAgent ? agent() : bare()).compile();
  return new StateGraph(State)
    .addNode('orchestrator', () => ({}))
    .addNode('leaf', leaf)
    .addNode('join', () => ({ back: leaves }))
    .addEdge(START, 'orchestrator')
    .addConditionalEdges('orchestrator', () => Array.from({ length: leaves }, () => new Send('leaf', first())), [
      'leaf',
    ])
    .addEdge('leaf', 'join')
    .addEdge('join', END);
}

async function run() {
  const folder = mkdtempSync(join(tmpdir(), 'rye-peer-'));
  try {
    const saver = SqliteSaver.fromConnString(join(folder, 'checkpoints.db'));
    saver.setup();
    const equal = values.durability === 'equal';
    if (equal) saver.db.pragma('synchronous = FULL');
    const graph = (shape === 'fan' ? fan() : isAgent ? agent() : bare()).compile({ checkpointer: saver });
    const options = {
      configurable: { thread_id: 'one' },
      recursionLimit: 10 * steps + 100,
      ...(equal && { durability: 'sync' }),
    };
    const start = performance.now();
    await graph.invoke(shape === 'fan' ? {} : first(), options);
    const ms = performance.now() - start;
    const { kept } = saver.db.prepare('select count(*) as kept from checkpoints').get();
    saver.db.close();
    return { ms, kept };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// A shorter run warms the engine up.
await run();
steps = wanted;
const { ms, kept } = await run();
const total = shape === 'fan' ? leaves * steps : steps;
console.log(JSON.stringify({ ms, steps: total, msPerStep: ms / total, kept, rssMb: process.memoryUsage().rss / 1e6 }));
