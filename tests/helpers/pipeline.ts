import { writeFiles } from './rye.ts';

/** What to leave out of the small pipeline, or to say differently. */
export interface PipelineOptions {
  leaves?: number;
  /** Tool steps of each leaf. */
  steps?: number;
  delayMs?: number;
  /** Absolute path of a file outside the project, to which the `once` tool adds a line each time it really runs. */
  ledger?: string;
}

/**
 * A project with a small pipeline that runs offline: `fan` spawns leaves at once and waits; each leaf reads, stamps a
 * ledger (a side effect that must not happen twice), writes what pipelines keep and an artifact, and returns.
 */
export function writePipeline(project: string, options: PipelineOptions = {}): void {
  const { leaves = 3, steps = 1, delayMs = 0, ledger = '/dev/null' } = options;
  const names = Array.from({ length: leaves }, (_, index) => `leaf${index}`);
  const read = (index: number): string => `  - delay_ms: ${delayMs}
    calls:
      - name: read${index}
        tool: rye/file-system/read
        input: {path: notes.txt}
`;
  writeFiles(project, {
    'notes.txt': 'one\ntwo\nthree\n',
    '.ai/directives/fan.md': directive('fan', {
      permissions: '<execute><directive>*</directive><tool>*</tool></execute>',
      inputs: '<inputs></inputs>',
      outputs: '<outputs><output name="told" type="array" required="true">what each leaf returned</output></outputs>',
    }),
    '.ai/directives/leaf.md': directive('leaf', {
      permissions: '<execute><tool>*</tool></execute>',
      inputs: '<inputs><input name="name" type="string" required="true">whose leaf</input></inputs>',
      outputs: '<outputs><output name="said" type="string" required="true">what it says</output></outputs>',
    }),
    '.ai/tools/stamp.sh': [
      '#!/bin/sh',
      '# description: Adds a line to the ledger.',
      '# effect: once',
      'cat > /dev/null',
      `echo "$RYE_THREAD" >> ${ledger}`,
      'echo \'{"stamped": true}\'',
      '',
    ].join('\n'),
    '.ai/offline/fan.yaml': `turns:
  - text: One leaf for each name.
    calls:
      - name: spawn
        tool: rye_execute
        foreach: [${names.join(', ')}]
        as: leaf
        input:
          item_type: directive
          item_id: leaf
          key: \${leaf}
          parameters: {name: "\${leaf}"}
          async: true
  - wait: spawn
  - calls:
      - tool: directive_return
        input:
          told: \${results.spawn_results.results[].outputs.said}
`,
    '.ai/offline/leaf.yaml': `turns:
${Array.from({ length: steps }, (_, index) => read(index)).join('')}  - calls:
      - tool: stamp
        input: {}
  - calls:
      - tool: rye/file-system/write
        input: {path: ".ai/data/leaves/\${inputs.name}.txt", content: "leaf \${inputs.name}"}
      - tool: rye/artifacts/write
        input: {path: "\${inputs.name}.md", content: "# \${inputs.name}"}
  - calls:
      - tool: directive_return
        input: {said: "I am \${inputs.name}: \${results.read0.lines}"}
`,
  });
}

function directive(name: string, parts: { permissions: string; inputs: string; outputs: string }): string {
  return `# ${name}

\`\`\`xml
<directive name="${name}" version="1.0.0">
  <metadata>
    <description>The ${name} of a test.</description>
    <category></category>
    <author>tests</author>
    <model tier="haiku"/>
    <limits turns="200"/>
    <permissions>${parts.permissions}</permissions>
  </metadata>
  ${parts.inputs}
  ${parts.outputs}
</directive>
\`\`\`

<process>Do what the script says.</process>
`;
}
