import { isFinal, type JsonObject, type ThreadState } from '#protocol';
import type { CallSite } from '../calls/call-site.ts';
import { continueThread } from '../continuation/continue-thread.ts';
import { agentNamed, worker, workers } from './find-agent.ts';

/** Gives an agent more to do: at its next turn where it is at work, by a new thread that continues it where it has ended. */
export async function commandAgent(site: CallSite, input: JsonObject): Promise<JsonObject> {
  const { run, thread, call } = site;
  const { state } = run.session;
  const agent = agentNamed(site, input);
  const name = agent.agent?.name ?? agent.id;
  const { task } = input as { task: string };
  const by = { thread: thread.id, callId: call.callId };
  const told = `${thread.id}/${call.callId}`;
  const chain = workers(state, agent);
  const made = chain.find((each) => each.spawnedBy === call.callId && each.continuation?.by === thread.id);
  const current = made ?? worker(state, agent);
  if (made) {
    run.start(made.id);
  } else if (!isFinal(current.status)) {
    if (!chain.some((each) => wasTold(each, told)))
      await run.session.append({
        thread: current.id,
        type: 'message_injected',
        data: { text: await run.ports.redactor.text(task), by: thread.place, call: told },
      });
    return { agent_id: name, thread_id: current.id, status: current.status, delivered: 'at its next turn' };
  }
  const id =
    made?.id ?? (await continueThread(run, current, { why: 'resume', message: task, by, reason: 'commanded' }));
  return {
    agent_id: name,
    thread_id: id,
    status: 'running',
    delivered: 'now',
    continues: current.continuationOf ?? current.id,
  };
}

function wasTold({ injectedFirst, injectedMeanwhile, turns }: ThreadState, call: string): boolean {
  return [...injectedFirst, ...injectedMeanwhile, ...turns.flatMap(({ injected }) => injected)].some(
    (each) => each.call === call,
  );
}
