/** Variables of git that are the user's own settings, and not the place or the config of one call. */
const KEPT = new Set([
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_SYSTEM',
  'GIT_CONFIG_NOSYSTEM',
  'GIT_EXEC_PATH',
  'GIT_CEILING_DIRECTORIES',
  'GIT_DISCOVERY_ACROSS_FILESYSTEM',
  'GIT_SSH',
  'GIT_SSH_COMMAND',
]);

/**
 * The environment of every git call. Variables that would aim git at another repository, or slip it other config, are
 * dropped; `GIT_CONFIG_GLOBAL` and its like stay, since `safe.directory` lives there.
 */
export function gitEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const kept = Object.entries(env).filter(
    ([name, value]) => value !== undefined && (!name.startsWith('GIT_') || KEPT.has(name)) && name !== 'LANGUAGE',
  ) as [string, string][];
  return {
    ...Object.fromEntries(kept),
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    LC_ALL: 'C',
  };
}

/** Config of every git call: no hook, no monitor, no housekeeping, no signature, no changed line ends. */
export const GIT_CONFIG: readonly string[] = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'commit.gpgSign=false',
  'core.autocrlf=false',
];

export const GIT_CONFIG_FLAGS: readonly string[] = GIT_CONFIG.flatMap((setting) => ['-c', setting]);
