import { gitText } from './run-git.ts';

/** The commit that a project stands on; undefined where it has none, or lies in no repository. */
export async function projectHead(projectRoot: string): Promise<string | undefined> {
  const commit = await gitText({ cwd: projectRoot }, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], {
    allow: [1, 128],
  });
  return commit === '' ? undefined : commit;
}
