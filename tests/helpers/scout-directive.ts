import { writeFiles } from './rye.ts';

/** A small pipeline named as in the drawings: it needs a `task`, spawns two scouts, and runs offline. */
export function writeScoutDirective(project: string, options: { delayMs?: number } = {}): void {
  const { delayMs = 0 } = options;
  writeFiles(project, {
    '.ai/directives/scout-plan-build.md': directive({
      name: 'scout-plan-build',
      tier: 'orchestrator',
      spend: 5,
      inputs: '<input name="task" type="string" required="true">what is to be done</input>',
      outputs: '<output name="plan" type="string" required="true">what is planned</output>',
    }),
    '.ai/directives/scout.md': directive({
      name: 'scout',
      tier: 'haiku',
      spend: 1,
      inputs: '<input name="area" type="string" required="true">where to look</input>',
      outputs: '<output name="found" type="string" required="true">what was found</output>',
    }),
    '.ai/offline/scout-plan-build.yaml': `turns:
  - text: Two scouts look first.
    calls:
      - name: scouts
        tool: rye_execute
        foreach: [docs, tests]
        as: area
        input: {item_type: directive, item_id: scout, key: "\${area}", parameters: {area: "\${area}"}, async: true}
  - wait: scouts
  - text: Both are back.
    calls:
      - {tool: directive_return, input: {plan: "do \${inputs.task}"}}
`,
    '.ai/offline/scout.yaml': `turns:
  - text: I look at \${inputs.area}.
    delay_ms: ${delayMs}
    calls:
      - {name: listing, tool: rye/file-system/ls, input: {path: "."}}
  - calls:
      - {tool: directive_return, input: {found: "\${inputs.area}"}}
`,
  });
}

function directive(parts: { name: string; tier: string; spend: number; inputs: string; outputs: string }): string {
  const { name, tier, spend, inputs, outputs } = parts;
  return `# ${name}

\`\`\`xml
<directive name="${name}" version="1.0.0">
  <metadata>
    <description>The ${name} of a test.</description>
    <category></category>
    <author>tests</author>
    <model tier="${tier}"/>
    <limits turns="30" spend="${spend}"/>
    <permissions><execute><directive>*</directive><tool>*</tool></execute></permissions>
  </metadata>
  <inputs>${inputs}</inputs>
  <outputs>${outputs}</outputs>
</directive>
\`\`\`

<process>Do what the script says.</process>
`;
}
