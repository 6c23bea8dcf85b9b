import type { ToolContext } from '#protocol';
import { isCredentialName } from '../redact/credential-values.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Variables that move git to another repository or inject config into it: what `git rev-parse --local-env-vars` lists,
 * and their relatives. A rye that was started from a git hook has some of them set.
 */
const GIT_PLACES =
  /^GIT_(DIR|WORK_TREE|INDEX_FILE|INDEX_VERSION|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR|NAMESPACE|PREFIX|INTERNAL_SUPER_PREFIX|IMPLICIT_WORK_TREE|SHALLOW_FILE|GRAFT_FILE|REPLACE_REF_BASE|NO_REPLACE_OBJECTS|QUARANTINE_PATH|EXEC_PATH|TEMPLATE_DIR|EXTERNAL_DIFF|CONFIG|CONFIG_PARAMETERS|CONFIG_COUNT|CONFIG_(KEY|VALUE)_\d+)$/;

/** Credentials with which rye itself works, and that no command of an agent needs. */
const OWN_PREFIX = /^(ANTHROPIC|RYE)_/;

/** Variables that every project tool gets. */
const ALWAYS = /^(PATH|HOME|LANG|LC_[A-Z]+|TMPDIR|TERM)$/;

export function withoutGitPlaces(env: Environment): Record<string, string> {
  return pick(env, (name) => !GIT_PLACES.test(name));
}

/** The environment of a shell command: the user's own, without rye's credentials and without git's places. */
export function shellEnvironment(env: Environment, context: ToolContext): Record<string, string> {
  const kept = pick(env, (name) => !GIT_PLACES.test(name) && !isOwnCredential(name));
  return { ...kept, ...callVariables(context) };
}

/**
 * The environment of a project tool: a few variables that programs need, and those that the tool declares; never the
 * credentials with which rye itself works.
 */
export function limitedEnvironment(env: Environment, declared: string[], context: ToolContext): Record<string, string> {
  const wanted = (name: string): boolean => ALWAYS.test(name) || declared.includes(name);
  return { ...pick(env, (name) => wanted(name) && !isOwnCredential(name)), ...callVariables(context) };
}

function isOwnCredential(name: string): boolean {
  return OWN_PREFIX.test(name) && isCredentialName(name);
}

function callVariables(context: ToolContext): Record<string, string> {
  return {
    RYE_PROJECT: context.projectRoot,
    RYE_RUN: context.runId,
    RYE_THREAD: context.thread,
    RYE_CALL: context.callId,
  };
}

function pick(env: Environment, keep: (name: string) => boolean): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value !== undefined && keep(name)) kept[name] = value;
  return kept;
}
