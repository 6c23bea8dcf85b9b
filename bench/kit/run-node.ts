import { spawn } from 'node:child_process';

/** Runs a Node program to its end. @returns what the last line that it prints says, as JSON. */
export async function runNode(args: readonly string[], cwd?: string): Promise<Record<string, number>> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], ...(cwd && { cwd }) });
  const printed: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => printed.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${code}`);
  const last = Buffer.concat(printed).toString('utf8').trim().split('\n').at(-1) ?? '';
  return JSON.parse(last) as Record<string, number>;
}
