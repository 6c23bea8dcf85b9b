import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { AppContext } from '../app-context.ts';

/** The folder that holds the user's `.ai`, and where the own keys lie instead, if the environment says so. */
export function ownKeyFiles({ env, cwd }: AppContext): [home: string, override?: string] {
  const home = userHome(env);
  const override = env['RYE_SIGNING_KEY_DIR'];
  return override ? [home, resolve(cwd, override)] : [home];
}

/** Where the keys that the user trusts lie. Absolute path. */
export function userTrustFolder({ env }: AppContext): string {
  return join(userHome(env), '.ai', 'config', 'keys', 'trusted');
}

function userHome(env: AppContext['env']): string {
  return env['RYE_HOME'] ?? env['HOME'] ?? homedir();
}
