import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BoardDocument, RunDocument } from '#protocol';
import { git, tempFolder, writeFiles } from './rye.ts';

const DIRECTIVE = `# Everything

\`\`\`xml
<directive name="everything" version="1.0.0">
<metadata><description>Uses all that agents work with.</description><category></category><author>team</author>
<model tier="general"/>
<checkpoints/>
<permissions><execute>
<tool>rye/agent/*</tool><tool>rye/board/*</tool><tool>rye/memory/*</tool><tool>rye/file-system/*</tool><tool>release</tool>
</execute></permissions>
</metadata>
<outputs>
<output name="found" type="string" required="true">what the branch found</output>
<output name="agent" type="string" required="true">what the agent said last</output>
<output name="memory" type="string" required="true">where it is remembered</output>
<output name="remembered" type="integer" required="true">how many memories fit</output>
<output name="reviewed" type="string" required="true">the card under review</output>
<output name="checkpoint" type="string" required="true">what was saved first</output>
</outputs>
</directive>
\`\`\`

Release it.

{{include: tone.md#Tone}}
`;

const call = (tool: string, input: object, name?: string) => ({ ...(name && { name }), tool, input });
const wait = (...ids: string[]) =>
  call('rye/agent/threads/orchestrator', { operation: 'wait_threads', thread_ids: ids, timeout: 60 });

const TURNS = [
  {
    text: 'The plan stands.',
    calls: [
      call('rye/agent/checkpoints/save', { name: 'plan', summary: 'Three steps.', next_actions: ['build'] }),
      call('rye/board/card_create', { title: 'Release' }),
      call('rye/agent/threads/progress', { text: 'planned', percent: 10 }),
    ],
  },
  {
    calls: [
      call('rye/agent/context/branch_create', { description: 'Look', prompt: 'Say what titles.txt holds.' }, 'look'),
      call('rye/agent/fleet/create_agent', { name: 'writer', task: 'Write titles.txt.', budget: 0.2 }, 'writer'),
    ],
  },
  { calls: [wait('${results.writer.thread_id}'), call('rye/board/card_move', { card: 'c1', to: 'BUILD' })] },
  { calls: [call('rye/board/card_move', { card: 'c1', to: 'REVIEW' })] },
  { calls: [call('rye/agent/fleet/command_agent', { agent_id: 'writer', task: 'Add About.' }, 'again')] },
  { calls: [wait('${results.again.thread_id}')] },
  { calls: [call('rye/board/card_move', { card: 'c1', to: 'REVIEW' })] },
  { calls: [call('release', { to: 'production' })] },
  {
    calls: [
      call('rye/agent/fleet/get_agent_output', { agent_id: 'writer' }, 'output'),
      call('rye/agent/threads/orchestrator', {
        operation: 'aggregate_results',
        thread_ids: ['${results.writer.thread_id}'],
      }),
      call(
        'rye/memory/record',
        { title: 'Titles need About', content: 'The gate asks for it.', outcome: 'success', tags: ['titles'] },
        'memory',
      ),
    ],
  },
  {
    calls: [
      call('rye/memory/search', { query: 'titles AND about' }, 'search'),
      call('rye/board/list', {}, 'board'),
      call('rye/agent/checkpoints/resume', { name: 'plan', level: 'full' }, 'plan'),
      call('rye/agent/fleet/delete_all_agents', {}),
    ],
  },
  {
    calls: [
      call('directive_return', {
        found: '${results.look.message}',
        agent: '${results.output.result}',
        memory: '${results.memory.item_id}',
        remembered: '${results.search.count}',
        reviewed: '${results.board.columns.2.cards.0.title}',
        checkpoint: '${results.plan.summary}',
      }),
    ],
  },
];

const writes = (content: string) => ({ calls: [call('rye/file-system/write', { path: 'titles.txt', content })] });

/**
 * A project with one directive that uses all that agents work with: approvals, a fleet, a board with a gate that is red
 * once, a branch, checkpoints, memory, includes and progress. Its action with an effect is asked about.
 */
export function everythingProject(): string {
  const cwd = tempFolder();
  git(cwd, 'init', '--quiet', '--initial-branch=trunk');
  writeFiles(cwd, {
    'check.sh': '#!/bin/sh\ngrep -q About titles.txt || { echo "no About"; exit 1; }\n',
    '.ai/directives/everything.md': DIRECTIVE,
    '.ai/includes/tone.md': '# Tone\n\nBe brief.\n\n# Other\n\nNot this.\n',
    '.ai/tools/release.sh':
      '#!/bin/sh\n# description: Releases.\n# effect: once\necho released >> released.txt\necho "{}"\n',
    '.ai/config/agent/approvals.yaml':
      'rules:\n  - name: releases\n    do: ask\n    capability: rye.execute.tool.release\n',
    '.ai/config/agent/board.yaml': 'columns: [PLAN, BUILD, REVIEW]\ngates:\n  REVIEW: {command: sh check.sh}\n',
    '.ai/offline/everything.yaml': JSON.stringify({ turns: TURNS }),
    '.ai/offline/branch/look.yaml': JSON.stringify({
      turns: [
        { calls: [call('rye/file-system/ls', { path: '.ai/includes' })] },
        { calls: [call('directive_return', { message: 'There is one to be written.' })] },
      ],
    }),
    '.ai/offline/fleet/writer.yaml': JSON.stringify({
      turns: [writes('Home\n'), { text: 'Home is there.' }, writes('Home\nAbout\n'), { text: 'About is there.' }],
    }),
  });
  git(cwd, 'add', '--all');
  git(cwd, 'commit', '--quiet', '--message=project');
  return cwd;
}

/** What a run of it comes to, whatever happened on the way: nothing of ids and times. */
export function outcomeOf(cwd: string, run: string, document: RunDocument): object {
  const read = (path: string): string => readFileSync(join(cwd, path), 'utf8');
  const board = JSON.parse(read(`.ai/data/runs/${run}/board.json`)) as BoardDocument;
  return {
    status: document.status,
    outputs: document.outputs,
    threads: document.threads.map(({ place, status, result }) => ({ place, status, result })),
    // A call that was lost in flight is asked again; what was answered is not.
    turns: document.cost.turns,
    cards: board.cards.map(({ id, column, title }) => ({ id, column, title })),
    titles: read('titles.txt'),
  };
}
