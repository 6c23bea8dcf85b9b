import type { Clock, Randomness } from '#protocol';

/** What a use case needs of the process that it runs in. */
export interface AppContext {
  /** Absolute path of the folder that commands are about. */
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  clock: Clock;
  randomness: Randomness;
  /** Absolute path of the installed package, whose items are the bundled space. */
  packageRoot: string;
  version: string;
  process: { pid: number; host: string };
  /** The Node that scripts run with. Absolute path. */
  nodePath: string;
}
