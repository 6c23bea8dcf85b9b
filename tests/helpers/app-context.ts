import { type AppContext, packageRoot, systemClock, systemRandomness } from '#app';

/** A process that looks at a project. */
export function contextAt(cwd: string): AppContext {
  return {
    cwd,
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', RYE_HOME: '/nonexistent' },
    clock: systemClock,
    randomness: systemRandomness,
    packageRoot,
    version: '0.0.0',
    process: { pid: process.pid, host: 'here' },
    nodePath: process.execPath,
  };
}
