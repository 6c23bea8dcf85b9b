import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseOfflineScript } from '#models';
import { aRequest, callsOf, play, type ToolStub, textOf } from './offline-thread.ts';

const page = readFileSync(new URL('../../../docs/offline-scripts.md', import.meta.url), 'utf8');
const example = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
const tool =
  (success: boolean): ToolStub =>
  (call) => {
    if (call.name === 'rye_file_system_ls')
      return {
        entries: [
          { name: 'src', type: 'dir' },
          { name: 'a.md', type: 'file' },
        ],
      };
    if (call.name === 'rye_execute') return { status: 'running', thread_id: 'scout-1' };
    return { success, results: { 'scout-1': { outputs: { summary: 'Code.' } } } };
  };

describe('the example of docs/offline-scripts.md', () => {
  it('is a valid script', () => {
    expect(parseOfflineScript(example, 'example.yaml')).toMatchObject({ ok: true });
  });

  it('does what the page says', async () => {
    const replies = await play(example, aRequest({ asker: { inputs: { path: 'lib' } } }), tool(true));
    expect(callsOf(replies).flat()).toMatchObject([
      ['t1-parts', 'rye_file_system_ls', { path: 'lib' }],
      ['t2-scouts-0', 'rye_execute', { item_id: 'scout', key: 'src', parameters: { path: 'src' }, async: true }],
      ['t3-scouts_results', 'rye_agent_threads_orchestrator', { thread_ids: ['scout-1'], timeout: 120 }],
      ['t5-1', 'directive_return', { summaries: ['Code.'] }],
    ]);
    expect(textOf(replies.at(-1))).toBe('The survey of lib is complete.');
  });

  it('writes its warning where a scout did not finish', async () => {
    const replies = await play(example, aRequest(), tool(false));
    expect(callsOf(replies).flat()[3]).toMatchObject(['t4-1', 'rye_artifacts_write', { path: 'warning.md' }]);
  });
});
