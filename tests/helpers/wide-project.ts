import { readFileSync } from 'node:fs';
import { startRye, writeFiles } from './rye.ts';

/** The leaves of a wide run by name, which is their key and the end of their place. */
export function leafNames(leaves: number): string[] {
  return Array.from({ length: leaves }, (_, index) => `leaf-${index}`);
}

/**
 * A project in which `wide` spawns many leaves in one answer, waits for all of them and collects what they returned;
 * each leaf reads a file and returns. Runs offline.
 */
export function writeWideProject(project: string, { leaves, atOnce }: { leaves: number; atOnce: number }): void {
  writeFiles(project, {
    'notes.txt': 'one\ntwo\nthree\n',
    'names.json': JSON.stringify({ names: leafNames(leaves) }),
    '.ai/config/agent/runtime.yaml': [
      `concurrency: {max_total_threads: ${atOnce}, max_concurrent_children: ${atOnce}}`,
      // The spawns of all leaves, and what they returned, are one answer each.
      'model: {max_output_tokens: 64000}',
      // The script takes what all of them returned out of one result.
      'result_guard: {max_chars: 0, max_chars_when_full: 0}',
      '',
    ].join('\n'),
    // The reports of a thousand threads, twice, are too much for a window of 200,000 tokens.
    '.ai/directives/wide.md': directive('wide', {
      tier: 'sonnet',
      limits: `turns="10" spawns="${leaves}" spend="100" tokens="100000000"`,
      permissions: '<execute><directive>*</directive><tool>*</tool></execute>',
      inputs: '<input name="names" type="array" required="true">whose leaves</input>',
      outputs: '<output name="told" type="array" required="true">what each leaf returned</output>',
    }),
    '.ai/directives/leaf.md': directive('leaf', {
      tier: 'haiku',
      limits: 'turns="5"',
      permissions: '<execute><tool>*</tool></execute>',
      inputs: '<input name="name" type="string" required="true">whose leaf</input>',
      outputs: '<output name="said" type="string" required="true">what it says</output>',
    }),
    '.ai/offline/wide.yaml': `turns:
  - calls:
      - name: leaves
        tool: rye_execute
        foreach: \${inputs.names}
        as: name
        input: {item_type: directive, item_id: leaf, key: "\${name}", parameters: {name: "\${name}"}, async: true}
  - wait: {for: leaves, timeout: 1500}
  - calls:
      - name: all
        tool: rye/agent/threads/orchestrator
        input: {operation: aggregate_results, thread_ids: "\${results.leaves[].thread_id}"}
  - calls:
      - tool: directive_return
        input: {told: "\${results.all.results[].outputs.said}"}
`,
    '.ai/offline/leaf.yaml': `turns:
  - calls:
      - {name: seen, tool: rye/file-system/read, input: {path: notes.txt}}
  - calls:
      - {tool: directive_return, input: {said: "\${inputs.name} saw \${results.seen.lines}"}}
`,
  });
}

function directive(
  name: string,
  parts: { tier: string; limits: string; permissions: string; inputs: string; outputs: string },
): string {
  return `# ${name}

\`\`\`xml
<directive name="${name}" version="1.0.0">
  <metadata>
    <description>The ${name} of a wide run.</description>
    <category></category>
    <author>tests</author>
    <model tier="${parts.tier}"/>
    <limits ${parts.limits}/>
    <permissions>${parts.permissions}</permissions>
  </metadata>
  <inputs>${parts.inputs}</inputs>
  <outputs>${parts.outputs}</outputs>
</directive>
\`\`\`

<process>Do what the script says.</process>
`;
}

/** What a wide run came to, and what it took. */
export interface Measured {
  code: number | null;
  stdout: string;
  stderr: string;
  seconds: number;
  /** The most memory that the process held at any time, in MB; absent where the system does not tell. */
  peakMb?: number;
}

/** Runs `wide` in a process of its own, git's processes not counted. */
export async function runWide(project: string, runId: string): Promise<Measured> {
  const args = ['run', 'wide', '--offline', '--quiet', '--json', '--inputs', 'names.json', '--run-id', runId];
  return measured(project, args);
}

/** Runs rye in a process of its own, and tells how long it took and what it held. */
export async function measured(project: string, args: string[]): Promise<Measured> {
  const start = performance.now();
  const { child, finished } = startRye(args, { cwd: project });
  let peakMb: number | undefined;
  const watch = setInterval(() => {
    peakMb = peakOf(child.pid ?? 0) ?? peakMb;
  }, 50);
  const { code, stdout, stderr } = await finished.finally(() => clearInterval(watch));
  const seconds = (performance.now() - start) / 1000;
  return { code, stdout, stderr, seconds, ...(peakMb !== undefined && { peakMb }) };
}

/** Linux keeps the high-water mark itself, so that looking now and then misses only the last moment. */
function peakOf(pid: number): number | undefined {
  try {
    const kib = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kib === undefined ? undefined : (Number(kib) * 1024) / 1e6;
  } catch {
    return undefined;
  }
}
