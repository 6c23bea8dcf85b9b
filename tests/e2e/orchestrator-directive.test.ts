import { describe, expect, it } from 'vitest';
import type { Event } from '#protocol';
import { ryeJson, tempRepository, writeFiles } from '../helpers/rye.ts';

/** A thin prompt around the orchestrator tool, as other projects write it: every input but one may be left out. */
const ORCHESTRATOR = `# Orchestrator

\`\`\`xml
<directive name="orchestrator" version="1.0.0">
  <metadata>
    <description>Does one operation on threads.</description>
    <category>rye/agent/threads</category>
    <author>team</author>
    <model tier="general" />
    <limits turns="4" tokens="4096" />
    <permissions><execute><tool>rye.agent.threads.orchestrator</tool></execute></permissions>
  </metadata>
  <inputs>
    <input name="operation" type="string" required="true">which one</input>
    <input name="thread_ids" type="array" required="false">of several threads</input>
    <input name="thread_id" type="string" required="false">of one thread</input>
    <input name="timeout" type="number" required="false">seconds</input>
    <input name="query" type="string" required="false">what to search for</input>
    <input name="message" type="string" required="false">what to tell</input>
    <input name="tail_lines" type="integer" required="false">how many lines</input>
  </inputs>
  <outputs><output name="result">what came of it</output></outputs>
</directive>
\`\`\`

<process>
  <step name="do">
    \`rye_execute(item_type="tool", item_id="rye/agent/threads/orchestrator", parameters={"operation": "{input:operation}", "thread_ids": {input:thread_ids}, "thread_id": "{input:thread_id}", "timeout": {input:timeout}, "query": "{input:query}", "message": "{input:message}", "tail_lines": {input:tail_lines}})\`
    Leave out what the operation does not need.
  </step>
</process>
`;

const directive = (name: string): string => `# ${name}

\`\`\`xml
<directive name="${name}" version="1.0.0">
<metadata><description>Does ${name}.</description><category>project</category><author>team</author><model tier="general"/>
<limits turns="40"/>
<permissions><execute><tool>rye/*</tool><directive>*</directive></execute></permissions>
</metadata>
</directive>
\`\`\`

Do it.
`;

const SCOUT = '${results.scout.thread_id}';
/** Each operation with what it needs; those that would change a sibling are refused, for it is not below. */
const OPERATIONS: [operation: string, inputs: Record<string, unknown>, told: string | RegExp][] = [
  ['wait_threads', { thread_ids: [SCOUT], timeout: 60 }, '"status":"completed"'],
  ['get_status', { thread_id: SCOUT }, 'the scout has looked'],
  ['list_active', {}, '"active_threads":[]'],
  ['aggregate_results', { thread_ids: [SCOUT] }, 'the scout has looked'],
  ['get_chain', { thread_id: SCOUT }, 'project/scout'],
  ['chain_search', { thread_id: SCOUT, query: 'looked' }, 'looked'],
  ['read_transcript', { thread_id: SCOUT, tail_lines: 5 }, 'looked'],
  ['cancel_thread', { thread_id: SCOUT }, 'runtime/not-a-descendant'],
  ['kill_thread', { thread_id: SCOUT }, 'runtime/not-a-descendant'],
  ['resume_thread', { thread_id: SCOUT, message: 'Once more.' }, 'runtime/not-a-descendant'],
  ['handoff_thread', { thread_id: SCOUT, message: 'Over to you.' }, 'runtime/not-a-descendant'],
  ['dance', {}, 'The operations are wait_threads, cancel_thread'],
];

describe('a directive that wraps the orchestrator tool', () => {
  it('runs as it stands, for every operation: what is left out stays a placeholder and does no harm', async () => {
    const cwd = tempRepository();
    const execute = (item: string, key: string, parameters: object) => ({
      tool: 'rye_execute',
      input: { item_type: 'directive', item_id: item, key, parameters },
    });
    writeFiles(cwd, {
      '.ai/directives/rye/agent/threads/orchestrator.md': ORCHESTRATOR,
      '.ai/directives/project/lead.md': directive('lead'),
      '.ai/directives/project/scout.md': directive('scout'),
      '.ai/offline/project/scout.yaml': 'turns: [{text: the scout has looked}]\n',
      '.ai/offline/project/lead.yaml': JSON.stringify({
        turns: [
          { calls: [{ ...execute('project/scout', 'scout', {}), name: 'scout' }] },
          ...OPERATIONS.map(([operation, inputs]) => ({
            calls: [execute('rye/agent/threads/orchestrator', operation, { operation, ...inputs })],
          })),
          { text: 'all asked' },
        ],
      }),
    });
    const { json, code, stderr } = await ryeJson(
      ['run', 'project/lead', '--offline', '--quiet', '--run-id', 'asking'],
      { cwd },
    );
    expect(code, stderr).toBe(0);
    expect(json).toMatchObject({ status: 'completed', result: 'all asked' });
    const log = await ryeJson<{ events: Event[] }>(['log', 'asking', '--json'], { cwd });
    const placeOf = new Map(json.threads.map(({ id, place }) => [id, place]));
    for (const [operation, , told] of OPERATIONS) {
      const own = log.json.events.filter(({ thread }) => placeOf.get(thread) === `root/${operation}`);
      const ends = own.filter(({ type }) => /^tool_call_(completed|failed|denied)$/.test(type));
      expect(JSON.stringify(ends.map(({ data }) => data)).replaceAll('\\"', '"'), operation).toContain(told);
    }
  });
});
