// One benchmark or all, rye beside its peers: npm run bench -- NAME… [--json] [--repeat N] [--write]
// --write puts the figures into docs/performance.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Bench, Findings } from './kit/bench.ts';
import { buildSubjects } from './kit/build.ts';
import { installPeers } from './kit/install-peers.ts';
import { type Machine, machineFacts } from './kit/machine.ts';
import { ROOT } from './kit/places.ts';
import { toMarkdown, toText } from './kit/print.ts';

const benches: Readonly<Record<string, () => Promise<{ bench: Bench }>>> = {
  startup: () => import('./startup.ts'),
  append: () => import('./append.ts'),
  commit: () => import('./commit.ts'),
  resume: () => import('./resume.ts'),
  size: () => import('./size.ts'),
  since: () => import('./since.ts'),
  diff: () => import('./diff.ts'),
  'overhead-fan': () => import('./overhead-fan.ts'),
  'overhead-loop': () => import('./overhead-loop.ts'),
  threads: () => import('./threads.ts'),
  graph: () => import('./graph.ts'),
  tui: () => import('./tui.ts'),
  travel: () => import('./travel.ts'),
};
const PAGE = `${ROOT}docs/performance.md`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    repeat: { type: 'string' },
  },
});
const names = positionals.includes('all') ? Object.keys(benches) : positionals;
if (names.length === 0 || !names.every((name) => Object.hasOwn(benches, name))) {
  console.error('usage: npm run bench -- NAME… [--json] [--repeat N] [--write]');
  console.error(`NAME is one of: all, ${Object.keys(benches).join(', ')}`);
  process.exit(2);
}
const say = (line: string): void => void process.stderr.write(`${line}\n`);
let isBuilt = false;
for (const name of names) await runOne(name);

async function runOne(name: string): Promise<void> {
  const load = benches[name];
  if (!load) return;
  const { bench } = await load();
  if (bench.needsPeers) installPeers(say);
  if (!isBuilt) await buildSubjects();
  isBuilt = true;
  const machine = machineFacts();
  say(`${name} …`);
  const findings = await bench.run({ say, ...(values.repeat !== undefined && { repetitions: Number(values.repeat) }) });
  console.log(
    values.json
      ? JSON.stringify({ name, machine, ...findings }, null, 2)
      : toText(name, bench.about, findings, machine),
  );
  if (values.write) writeFigures(name, bench, findings, machine);
}

/** Replaces what stands between the two marks of a benchmark. */
function writeFigures(name: string, { about }: Bench, findings: Findings, machine: Machine): void {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const page = readFileSync(PAGE, 'utf8');
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${PAGE} has no place for ${name}: ${begin} … ${end}`);
  const figures = toMarkdown(about, findings, machine);
  writeFileSync(PAGE, `${page.slice(0, from + begin.length)}\n${figures}${page.slice(to)}`);
}
