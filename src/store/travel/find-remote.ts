import { resolve } from 'node:path';
import type { StatePlace } from '../git/locate-state.ts';
import { gitText } from '../git/run-git.ts';
import { NoRemoteError } from './errors.ts';

/** A git repository that runs are carried to, or come from. */
export interface RemotePlace {
  /** As it was asked for, and as messages name it. */
  name: string;
  /** As git takes it, from any folder. */
  url: string;
  /** Config of the project that git needs to reach it: credentials, proxies, commands. As `name=value`. */
  config: readonly string[];
}

/** What the project may say of how a remote is reached. */
const REACHING = '^(credential|http|https|ssh|url|protocol|remote)\\.|^core\\.(sshcommand|askpass|gitproxy)$';

/**
 * Finds a remote of the project by its name, or takes a URL or a path as it is.
 * @param wanted Absent: the one that the current branch follows, else `origin`.
 * @throws {NoRemoteError}
 */
export async function findRemote(state: StatePlace, cwd: string, wanted?: string): Promise<RemotePlace> {
  const { projectRoot, inRepository } = state;
  const ask = (...args: string[]): Promise<string> => gitText({ cwd: projectRoot }, args, { allow: [1, 2, 128] });
  const known = inRepository ? (await ask('remote')).split('\n').filter((name) => name !== '') : [];
  const name = wanted ?? (await followed(ask, inRepository)) ?? 'origin';
  const config = inRepository ? await reachingConfig(ask) : [];
  // By its push URL where it has one of its own: most remotes have none.
  if (known.includes(name)) return { name, url: absolute(await ask('remote', 'get-url', name), projectRoot), config };
  if (wanted === undefined || !/[/:\\]|^\.\.?$/.test(wanted)) throw new NoRemoteError({ remote: name, known });
  return { name: wanted, url: absolute(wanted, cwd), config };
}

async function followed(ask: (...args: string[]) => Promise<string>, inRepository: boolean) {
  if (!inRepository) return undefined;
  const branch = await ask('symbolic-ref', '--quiet', '--short', 'HEAD');
  const remote = branch === '' ? '' : await ask('config', '--get', `branch.${branch}.remote`);
  return remote === '' || remote === '.' ? undefined : remote;
}

async function reachingConfig(ask: (...args: string[]) => Promise<string>): Promise<string[]> {
  const text = await ask('config', '--local', '--null', '--get-regexp', REACHING);
  return text
    .split('\0')
    .filter((entry) => entry !== '' && !entry.startsWith('remote.'))
    .map((entry) => entry.replace('\n', '='));
}

/** A path is meant from where it was said; git takes it from where it runs. */
function absolute(url: string, from: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(url) || /^[^/\\]+:/.test(url) ? url : resolve(from, url);
}
