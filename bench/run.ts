// One benchmark, rye beside its peer: npm run bench -- NAME [--json] [--repeat N]
import { parseArgs } from 'node:util';
import type { Bench } from './kit/bench.ts';
import { buildSubjects } from './kit/build.ts';
import { installPeers } from './kit/install-peers.ts';
import { machineFacts } from './kit/machine.ts';
import { toText } from './kit/print.ts';

const benches: Readonly<Record<string, () => Promise<{ bench: Bench }>>> = {
  startup: () => import('./startup.ts'),
  append: () => import('./append.ts'),
  commit: () => import('./commit.ts'),
  'overhead-fan': () => import('./overhead-fan.ts'),
  'overhead-loop': () => import('./overhead-loop.ts'),
  tui: () => import('./tui.ts'),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, repeat: { type: 'string' } },
});
const [name = ''] = positionals;
const load = Object.hasOwn(benches, name) ? benches[name] : undefined;
if (!load) {
  console.error(
    `usage: npm run bench -- NAME [--json] [--repeat N]\nNAME is one of: ${Object.keys(benches).join(', ')}`,
  );
  process.exit(2);
}
const say = (line: string): void => void process.stderr.write(`${line}\n`);
const { bench } = await load();
const machine = machineFacts();
if (bench.needsPeers) installPeers(say);
await buildSubjects();
const findings = await bench.run({ say, ...(values.repeat !== undefined && { repetitions: Number(values.repeat) }) });
console.log(
  values.json ? JSON.stringify({ name, machine, ...findings }, null, 2) : toText(name, bench.about, findings, machine),
);
