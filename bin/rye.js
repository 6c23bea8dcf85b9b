#!/usr/bin/env node
// The launcher: runs on any Node 20 or newer, and hands over to the Node that a clone brings where its own is too old.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
const tooOld = major < 22 || (major === 22 && minor < 22);
const [, , first, ...others] = process.argv;

if ((first === '--version' || first === '-V') && others.length === 0) {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  process.stdout.write(`${version}\n`);
} else if (tooOld) {
  handOver();
} else {
  // Compiled code is kept beside the bundle; where that cannot be written, Node goes without.
  module.enableCompileCache?.(fileURLToPath(new URL('../dist/.compiled', import.meta.url)));
  const { main } = await import('../dist/cli.js').catch(explainMissingBuild);
  process.exitCode = await main(process.argv.slice(2));
}

function explainMissingBuild(error) {
  if (error.code !== 'ERR_MODULE_NOT_FOUND' || !error.message.includes('dist')) throw error;
  process.stderr.write('rye is not built: run `npm install` (or `npm run build`) in its folder.\n');
  process.exit(3);
}

function handOver() {
  let node;
  try {
    node = createRequire(import.meta.url).resolve(`node-${process.platform}-${process.arch}/bin/node`);
  } catch {
    process.stderr.write(
      `rye needs Node 22.22 or newer; this is ${process.version}. Install a newer one and try again.\n`,
    );
    process.exit(3);
  }
  // The channel is how the one that does the work learns that this process was killed.
  const child = spawn(node, process.argv.slice(1), { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  // A signal to this process is meant for the one that does the work.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    if (signal) {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    } else process.exitCode = code ?? 1;
  });
}
