import type { Wish } from '#app';
import { type ThreadState, usdText } from '#protocol';
import type { LinearSession } from './session.ts';

/** Pauses and lets go at once; asks before it ends anything. @param name Of a thread; empty: the run. */
export async function wish(
  session: LinearSession,
  kind: 'pause' | 'unpause' | 'cancel' | 'kill',
  name: string,
): Promise<void> {
  const thread = name === '' ? undefined : findThread(session, name);
  if (name !== '' && !thread) {
    session.say(`there is no thread "${name}": type threads for their names`);
    return;
  }
  const wished: Wish = { kind, ...(thread && { thread: thread.id }) };
  if (kind === 'pause' || kind === 'unpause') return steer(session, wished);
  const what = thread ? `thread ${thread.place}` : `run ${session.run?.runId}`;
  const below = countBelow(session, thread);
  session.confirm(`${kind} ${what}${below > 0 ? ` and the ${below} threads below it` : ''}?`, () =>
    steer(session, wished),
  );
}

/** By id, by place, or by the last part of a place. */
function findThread(session: LinearSession, name: string): ThreadState | undefined {
  const threads = [...(session.run?.state.threads.values() ?? [])];
  return threads.find(
    ({ id, place }) => id === name || place === name || place === `root/${name}` || place.endsWith(`/${name}`),
  );
}

function countBelow(session: LinearSession, thread: ThreadState | undefined): number {
  const threads = session.run?.state.threads;
  if (!threads) return 0;
  if (!thread) return threads.size - 1;
  return [...threads.values()].filter(({ place }) => place.startsWith(`${thread.place}/`)).length;
}

/** Asks the driver of the run. */
export async function steer(session: LinearSession, wished: Wish): Promise<void> {
  const runId = session.run?.runId ?? '';
  const { by } = await session.host.actions.steer(runId, wished);
  session.say(`${wished.kind} done${by === 'driver' ? '' : ', with nobody driving the run'}`);
}

/** @param text An amount of USD. */
export async function raise(session: LinearSession, text: string): Promise<void> {
  const usd = Number(text.replace(/^\$/, ''));
  if (!(usd > 0)) return session.say('budget takes an amount of USD, such as 2.50');
  await steer(session, { kind: 'raise_budget', usd });
  session.say(`it may spend ${usdText(usd)} now`);
}

/** @param message Something new to do; empty: none. */
export async function resume(session: LinearSession, message: string): Promise<void> {
  const runId = session.run?.runId ?? '';
  await session.host.actions.resume(runId, message === '' ? {} : { message });
  session.say(`run ${runId}: it goes on`);
}
