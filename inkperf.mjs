import { PassThrough, Writable } from 'node:stream';
import { writeSync } from 'node:fs';
const { runCockpit } = await import('./dist/tui.js');
const { applyEvent, foldRun } = await import('./dist/protocol.js');
const { draftOf, logOf } = await import('./tests/helpers/event-builder.ts');
const N = Number(process.argv[2] ?? 1000);
const drafts = [draftOf('run_started', { root: 't0' }, { thread: 't0' }), draftOf('thread_created', { place: 'root', limits: { spend: 500 } }, { thread: 't0' }), draftOf('thread_started', {}, { thread: 't0' })];
for (let i = 1; i < N; i++) { const parent = i < 30 ? 't0' : `t${1 + (i % 29)}`; drafts.push(draftOf('thread_created', { place: `root/scout[${i}]`, directive: 'scout', parent, depth: 1 }, { thread: `t${i}` }), draftOf('thread_started', {}, { thread: `t${i}` })); }
const events = logOf(drafts); const state = foldRun(events);
let feed = { runId: state.runId, phase: 'ready', state, events, live: new Map(), holder: { pid: 1, host: 'h', fence: 1, since: '', alive: true } };
let listener = () => {};
let bytes = 0, writes = 0, wake = () => {}; let out = [];
const stdout = Object.assign(new Writable({ write(c, e, d) { bytes += c.length; writes++; out.push(c.toString().slice(0, 300)); if (c.toString().includes('\u001b[?2026l')) wake(); d(); } }), { isTTY: true, columns: 160, rows: 45 });
const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode() { return stdin; }, ref() {}, unref() {} });
const quiet = (f) => ({ current: f, subscribe: () => () => {}, close: async () => {} });
const done = runCockpit({ stdin, stdout, stderr: new PassThrough(), env: {}, clock: { now: () => Date.now(), sleep: (ms, s) => new Promise((r) => { const t = setTimeout(r, ms); s?.addEventListener('abort', () => { clearTimeout(t); r(); }); }) }, projectName: 'p', runId: 'x', ascii: false, colour: true, linear: false, interrupt: new AbortController().signal,
  actions: { watchProject: () => quiet(() => ({ phase: 'ready', rows: [] })), watchRun: () => ({ current: () => feed, subscribe: (l) => { listener = l; return () => {}; }, close: async () => {} }), directives: async () => [], providers: () => [], provider: 'offline', contextWindow: () => 200000, summarise: async () => undefined } });
await new Promise((r) => setTimeout(r, 1000));
let n = events.length;
const publish = () => { const more = logOf(Array.from({ length: 25 }, (_, i) => (n + i) % 2 ? draftOf('model_call_started', { reserved_usd: 0 }, { thread: `t${(n + i) % N}`, call_id: `c${n + i}`, turn: 2 }) : draftOf('model_call_completed', {}, { thread: `t${(n + i - 1) % N}`, call_id: `c${n + i - 1}`, turn: 2 })), n + 1); n += 25; events.push(...more); for (const e of more) applyEvent(state, e); feed = { ...feed }; listener(); };
const t = setInterval(publish, 50);
const lat = [];
const c0 = process.cpuUsage(), w0 = performance.now(), b0 = bytes;
for (let i = 0; i < 50; i++) { await new Promise((r) => setTimeout(r, 150 + (i * 7) % 50)); const from = performance.now(); const seen = new Promise((r) => { wake = r; }); stdin.write(i % 10 < 5 ? 'j' : 'k'); await seen; lat.push(performance.now() - from); }
clearInterval(t);
const c = process.cpuUsage(c0), w = performance.now() - w0;
lat.sort((a, b) => a - b); const kb = (bytes - b0) / 1024 / (w / 1000);
feed = { ...feed, holder: { ...feed.holder, alive: false } }; listener();
await new Promise((r) => setTimeout(r, 500)); out = []; const c2 = process.cpuUsage(); await new Promise((r) => setTimeout(r, 5000)); const c3 = process.cpuUsage(c2);
const idle = out; stdin.write('\x03'); await done;
writeSync(1, JSON.stringify({ N, key_median: lat[25].toFixed(1), key_p95: lat[47].toFixed(1), cpu_pct: (((c.user + c.system) / 1000 / w) * 100).toFixed(1), kb_per_s: kb.toFixed(1), idle_writes: idle.length, idle_cpu_pct: (((c3.user + c3.system) / 1000 / 5000) * 100).toFixed(2), idle: idle.slice(0, 4) }) + '\n');
