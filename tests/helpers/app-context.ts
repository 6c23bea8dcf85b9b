import { type AppContext, packageRoot, packageVersion, systemClock, systemRandomness } from '#app';
import { cleanEnv } from './rye.ts';

/** The process as the use cases see it, in a folder and with an environment of the test's own. */
export function appContext(cwd: string, env: Record<string, string> = {}): AppContext {
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

/** A process that looks at a project. */
export function contextAt(cwd: string): AppContext {
  return appContext(cwd);
}
