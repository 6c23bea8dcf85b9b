import { expect, it } from 'vitest';
import { lineText } from '../../../src/tui/text/index.ts';
import { promptLines } from '../../../src/tui/views/threads/detail/prompt-lines.ts';
import { directiveOf, RuntimeFixture } from '../../helpers/runtime-fixture.ts';
import { scriptedModel } from '../../helpers/scripted-model.ts';

it('the prompt of a thread says what of its capabilities is risky, and why that is meant', async () => {
  const permissions = ['rye.execute.tool.rye.bash', 'rye.*'];
  const acknowledgedRisks = [{ risk: 'unrestricted', reason: 'a sandbox' }];
  const directives = [directiveOf('team/lead', { permissions, acknowledgedRisks })];
  const { root } = await new RuntimeFixture({ model: scriptedModel(() => ({ text: 'done' })), directives }).start();
  const text = promptLines(root, 100).map(lineText).join('\n');
  expect(text).toContain('unrestricted: rye.*, acknowledged: a sandbox');
  expect(text).toContain('elevated: rye.execute.tool.rye.bash');
});
