import { tempRepository, writeFiles } from './rye.ts';

/** A directive that looks at a file, spawns two threads of another, and returns what they said. */
export const LEAD = `# Lead

\`\`\`xml
<directive name="lead" version="1.0.0">
<metadata><description>Leads.</description><category></category><author>team</author><model tier="general"/>
<permissions><execute><tool>rye/file-system/read</tool><tool>rye/agent/threads/*</tool><directive>scout</directive></execute></permissions>
</metadata>
<inputs><input name="topic" type="string" required="false" default="rye">What about.</input></inputs>
<outputs><output name="said" type="string" required="true">What was said.</output></outputs>
</directive>
\`\`\`

Find out about {input:topic}.
`;

export const SCOUT = `# Scout

\`\`\`xml
<directive name="scout" version="1.0.0">
<metadata><description>Scouts.</description><category></category><author>team</author><model tier="general"/>
<permissions><execute><tool>rye/file-system/*</tool></execute></permissions>
</metadata>
<inputs><input name="file" type="string" required="true">Which.</input></inputs>
<outputs><output name="found" type="string" required="true">What was found.</output></outputs>
</directive>
\`\`\`

Read {input:file}.
`;

const spawn = (file: string) => ({
  name: `spawn_${file}`,
  tool: 'rye_execute',
  input: { item_type: 'directive', item_id: 'scout', key: file, parameters: { file: `${file}.txt` } },
});

/** What answers in the model's place: the lead says what its scouts found, and they what stands in their files. */
export const SCRIPTS = {
  lead: {
    turns: [
      { calls: [{ name: 'look', tool: 'rye/file-system/read', input: { path: 'notes.txt' } }] },
      { calls: [spawn('one'), spawn('two')] },
      {
        calls: [
          {
            tool: 'directive_return',
            input: {
              said: '${results.look.content} ${results.spawn_one.outputs.found} ${results.spawn_two.outputs.found}',
            },
          },
        ],
      },
    ],
  },
  scout: {
    turns: [
      { calls: [{ name: 'read', tool: 'rye/file-system/read', input: { path: '${inputs.file}' } }] },
      { calls: [{ tool: 'directive_return', input: { found: '${results.read.content}' } }] },
    ],
  },
};

/** A project in which `lead` can be run offline. */
export function askingProject(): string {
  const cwd = tempRepository({ 'notes.txt': 'notes', 'one.txt': 'first', 'two.txt': 'second' });
  writeFiles(cwd, {
    '.ai/directives/lead.md': LEAD,
    '.ai/directives/scout.md': SCOUT,
    '.ai/offline/lead.yaml': JSON.stringify(SCRIPTS.lead),
    '.ai/offline/scout.yaml': JSON.stringify(SCRIPTS.scout),
  });
  return cwd;
}
