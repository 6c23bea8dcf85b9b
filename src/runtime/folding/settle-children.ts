import { isFinal, type JsonObject, type ThreadState } from '#protocol';
import type { CallSite } from '../calls/call-site.ts';
import { recordDenial } from '../calls/record-call.ts';
import { CallRefusedError } from '../errors.ts';
import { secondsLeft } from '../limits/seconds-left.ts';
import { RETURN_TOOL } from '../next-step.ts';
import { sleepUntil } from '../operations/sleep-until.ts';

const LONGEST_WAIT_SECONDS = 7 * 24 * 3600;

/**
 * A branch that returns says what becomes of threads below it that are at work: it waits for them, or they are cancelled.
 * Nothing is lost silently.
 * @returns false where it has not said so; that is told
 */
export async function settleChildren(site: CallSite, outputs: JsonObject): Promise<boolean> {
  const { run, thread } = site;
  const active = run.activeBelow(thread.id).filter(({ id }) => id !== thread.id);
  if (active.length === 0) return true;
  switch (outputs['children']) {
    case 'cancel':
      await cancelAll(site, active);
      return true;
    case 'wait': {
      const now = run.ports.clock.now();
      const untilMs = now + (secondsLeft(thread, now) ?? LONGEST_WAIT_SECONDS) * 1000;
      const { ended } = await sleepUntil(run, thread.id, { on: active.map(({ id }) => id), untilMs });
      run.checkInterrupt();
      // Its time is up: what is not done by now is not waited for any longer.
      await cancelAll(
        site,
        ended.filter(({ status }) => !isFinal(status)),
      );
      return true;
    }
    default: {
      const places = active.map(({ place }) => place).join(', ');
      const told = `Threads below this branch are still at work: ${places}.`;
      const hint = 'Return again with children: "wait" or children: "cancel".';
      await recordDenial(site, RETURN_TOOL, new CallRefusedError('runtime/still-active', told, { hint }));
      return false;
    }
  }
}

async function cancelAll({ run, thread }: CallSite, threads: readonly ThreadState[]): Promise<void> {
  const ended = threads.flatMap(({ id }) => run.cancel(id, { by: thread.place, reason: 'its branch returned' }));
  await Promise.all(ended.map((id) => run.session.whenFinal(id, run.signalOf(thread.id))));
  run.checkInterrupt();
}
