import { type AppContext, packageRoot, packageVersion, systemClock, systemRandomness } from '#app';
import { cleanEnv } from './rye.ts';

/** A process that looks at a project, with an environment of the test's own. */
export function contextAt(cwd: string, env: Record<string, string> = {}): AppContext {
  return {
    cwd,
    env: cleanEnv(env),
    clock: systemClock,
    randomness: systemRandomness,
    packageRoot,
    version: packageVersion,
    process: { pid: process.pid, host: 'here' },
    nodePath: process.execPath,
  };
}
