import { describe, expect, it } from 'vitest';
import { expectUndisturbed, finish, MOMENTS, pipelineProject } from '../helpers/killed-pipeline.ts';
import { rye } from '../helpers/rye.ts';

describe('a resume killed at any moment', () => {
  const second = MOMENTS.filter((moment) => !moment.startsWith('lease')).concat([
    'lease-take-before:1',
    'recovery-done:1',
  ]);
  for (const moment of second) {
    it(`${moment}: the next resume reaches the same outputs, and repeats nothing`, async () => {
      const { project, ledger } = pipelineProject();
      // What is to be killed at in the resume must not have happened before.
      const env = { RYE_FAILPOINT: moment.startsWith('child') ? 'model-reply-received:1' : 'model-reply-recorded:3' };
      await rye(['run', 'fan', '--offline', '--run-id', 'the-run', '--quiet'], { cwd: project, env });
      const killed = await rye(['resume', 'the-run', '--quiet'], { cwd: project, env: { RYE_FAILPOINT: moment } });
      expect(killed.signal, killed.stderr).toBe('SIGKILL');
      const finished = await finish(project);
      expectUndisturbed(finished, project, ledger);
    });
  }
});
