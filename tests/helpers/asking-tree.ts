import { namedRepository } from './cockpit.ts';

const PERMISSIONS =
  '<tool>rye/bash</tool><tool>rye/file-system/*</tool><tool>rye/agent/threads/*</tool><directive>*</directive>';

function directive(name: string, limits = ''): string {
  return `# ${name}

\`\`\`xml
<directive name="${name}" version="1.0.0">
<metadata><description>The ${name}.</description><category></category><author>team</author><model tier="general"/>${limits}
<permissions><execute>${PERMISSIONS}</execute></permissions></metadata>
<outputs><output name="said" type="string" required="true">It</output></outputs>
</directive>
\`\`\`

Do it.
`;
}

const spawn = (item: string, key: string, more = {}) => ({
  tool: 'rye_execute',
  input: { item_type: 'directive', item_id: item, key, ...more },
});

const returned = { calls: [{ tool: 'directive_return', input: { said: 'done' } }] };

/** A call that the project's rule asks about; what it does is told to a file. */
export const pushes = (name: string): { text: string; calls: object[] } => ({
  text: `I push ${name} to publish it.`,
  calls: [{ tool: 'rye/bash', input: { command: `echo ${name} >> pushed.txt # git push origin ${name}` } }],
});

/**
 * A project whose `lead` waits for a planner, which waits for a helper: what that one does has to be asked for.
 * @param turns What the helper does, before it returns.
 */
export function askingTree(turns: object[], files: Readonly<Record<string, string>> = {}): string {
  return namedRepository('shop-api', {
    '.ai/directives/lead.md': directive('lead'),
    '.ai/directives/planner.md': directive('planner'),
    '.ai/directives/helper.md': directive('helper'),
    '.ai/directives/short.md': directive('short', '<limits turns="2"/>'),
    '.ai/config/agent/approvals.yaml': 'rules:\n  - name: leaves this machine\n    do: ask\n    command: [git push*]\n',
    '.ai/offline/lead.yaml': JSON.stringify({ turns: [{ calls: [spawn('planner', 'planner')] }, returned] }),
    '.ai/offline/planner.yaml': JSON.stringify({ turns: [{ calls: [spawn('helper', 'helper')] }, returned] }),
    '.ai/offline/helper.yaml': JSON.stringify({ turns: [...turns, returned] }),
    '.ai/offline/short.yaml': JSON.stringify({
      turns: [
        { calls: [{ tool: 'rye/file-system/ls', input: {} }] },
        { calls: [{ tool: 'rye/file-system/ls', input: { path: '.ai' } }] },
        returned,
      ],
    }),
    '.gitignore': '.ai/data/\n',
    ...files,
  });
}
