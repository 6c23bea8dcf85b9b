import { describe, expect, it } from 'vitest';
import { expectUndisturbed, finish, MOMENTS, pipelineProject } from '../helpers/killed-pipeline.ts';
import { rye } from '../helpers/rye.ts';

describe('a run killed at any moment', () => {
  for (const moment of MOMENTS) {
    it(`${moment}: resumes to the outputs of an undisturbed run, and repeats nothing`, async () => {
      const { project, ledger } = pipelineProject();
      const killed = await rye(['run', 'fan', '--offline', '--run-id', 'the-run', '--quiet'], {
        cwd: project,
        env: { RYE_FAILPOINT: moment },
      });
      expect(killed.signal, killed.stderr).toBe('SIGKILL');
      const finished = await finish(project);
      expectUndisturbed(finished, project, ledger);
    });
  }
});
