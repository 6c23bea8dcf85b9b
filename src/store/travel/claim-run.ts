import { hostname } from 'node:os';
import { join } from 'node:path';
import { isoTime } from '#protocol';
import { removeFile, replaceFile } from '../disk/durable-file.ts';
import { readJsonIfWhole } from '../disk/read-file.ts';
import { leaseFolder } from '../git/importer-mark.ts';
import { readBlobs } from '../git/read-branch.ts';
import { gitText, runGit } from '../git/run-git.ts';
import { type StateOptions, StateSite } from '../state-site.ts';
import { ClaimedError, RemoteFailedError } from './errors.ts';
import { findRemote } from './find-remote.ts';
import { REMOTE_CLAIMS, Remote } from './remote.ts';

/**
 * Says at a remote that this clone goes on with a run, so that nobody pays for the same steps elsewhere. A claim stays
 * until the run is pushed, and is a clone's own however often it is resumed there.
 * @throws {ClaimedError} somebody else was first. @throws {RemoteFailedError} {NoRemoteError}
 */
export async function claimRun(
  options: StateOptions,
  request: { cwd: string; remote?: string; runId: string },
): Promise<void> {
  const context = await new StateSite(options).prepare();
  const { gitDir } = context.state;
  const { runId } = request;
  const remote = new Remote(gitDir, await findRemote(context.state, request.cwd, request.remote));
  const ref = `${REMOTE_CLAIMS}${runId}`;
  const found = (await remote.refs()).get(ref);
  if (found !== undefined) {
    if (found === ownClaim(gitDir, runId)) return;
    throw await claimedBy(gitDir, remote, runId);
  }
  const claim = await writeClaim(gitDir, {
    run_id: runId,
    by: context.author,
    host: hostname(),
    pid: process.pid,
    since: isoTime(context.clock.now()),
  });
  // Noted first: a claim that got through and was not noted would lock its own clone out.
  replaceFile(claimFile(gitDir, runId), JSON.stringify({ claim }), { durable: true });
  context.probe('claim-before');
  try {
    await remote.push([{ ref, to: claim }]);
  } catch (error) {
    if (!(error instanceof RemoteFailedError)) throw error;
    const now = (await remote.refs()).get(ref);
    if (now === undefined) throw error;
    if (now !== claim) throw await claimedBy(gitDir, remote, runId);
  }
  context.probe('claim-after');
}

/** The claim that this clone has made of a run, as an object id. */
export function ownClaim(gitDir: string, runId: string): string | undefined {
  const { claim } = (readJsonIfWhole(claimFile(gitDir, runId)) ?? {}) as { claim?: unknown };
  return typeof claim === 'string' ? claim : undefined;
}

/** Takes a claim of this clone back. */
export async function releaseClaim(
  gitDir: string,
  remote: Remote,
  own: { runId: string; claim: string },
): Promise<void> {
  await remote.push([{ ref: `${REMOTE_CLAIMS}${own.runId}`, from: own.claim }]);
  await runGit({ gitDir }, ['update-ref', '-d', `${REMOTE_CLAIMS}${own.runId}`]);
  removeFile(claimFile(gitDir, own.runId));
}

function claimFile(gitDir: string, runId: string): string {
  return join(leaseFolder(gitDir, runId), 'claim');
}

/** Held by a ref here too, so that no collection of garbage takes it. */
async function writeClaim(gitDir: string, facts: Readonly<Record<string, string | number>>): Promise<string> {
  const input = `${JSON.stringify(facts)}\n`;
  const claim = await gitText({ gitDir }, ['hash-object', '-w', '--stdin'], { input });
  await runGit({ gitDir }, ['update-ref', `${REMOTE_CLAIMS}${facts['run_id']}`, claim]);
  return claim;
}

async function claimedBy(gitDir: string, remote: Remote, runId: string): Promise<ClaimedError> {
  const to = `refs/rye/incoming/claims/${runId}`;
  await remote.fetch([{ from: `${REMOTE_CLAIMS}${runId}`, to }]);
  const [bytes = Buffer.alloc(0)] = await readBlobs(gitDir, [to]);
  await runGit({ gitDir }, ['update-ref', '-d', to]);
  return new ClaimedError({ runId, remote: remote.name, ...factsOf(bytes) });
}

function factsOf(bytes: Buffer): { by: string; host: string; since: string } {
  let said: Record<string, unknown> = {};
  try {
    said = JSON.parse(bytes.toString('utf8', 0, 4096)) as Record<string, unknown>;
  } catch (error) {
    // Somebody else's text; that it is there is what counts.
    if (!(error instanceof SyntaxError)) throw error;
  }
  const word = (key: string): string => {
    const value = said[key];
    return typeof value === 'string' ? value.replace(/\p{Cc}/gu, ' ').slice(0, 200) : 'somebody';
  };
  return { by: word('by'), host: word('host'), since: word('since') };
}
