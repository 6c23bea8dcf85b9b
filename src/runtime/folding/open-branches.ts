import { chainEnd, type EventDraft, isFinal, type JsonObject, type ThreadState } from '#protocol';
import { adHocDirective } from '../ad-hoc/ad-hoc-directive.ts';
import type { CallSite } from '../calls/call-site.ts';
import { lastText } from '../end-thread.ts';
import { CallRefusedError } from '../errors.ts';
import { secondsLeft } from '../limits/seconds-left.ts';
import { sleepUntil } from '../operations/sleep-until.ts';
import { spawnChild } from '../spawn-child.ts';

/** What a branch is for, and what it may take. */
interface Wanted {
  description: string;
  prompt: string;
  /** USD. */
  budget?: number;
  /** Seconds. */
  timeout?: number;
}

const LONGEST_WAIT_SECONDS = 7 * 24 * 3600;

/**
 * Opens one branch or several, lets them work side by side, and brings back what each returned: a message, and nothing
 * of what it read. One that comes to its budget or its time returns what it has said last, marked as partial.
 */
export async function openBranches(site: CallSite, input: JsonObject): Promise<JsonObject> {
  const { run, thread } = site;
  const several = input['branches'] as Wanted[] | undefined;
  const wanted = several ?? [input as unknown as Wanted];
  if (!several && (typeof input['description'] !== 'string' || typeof input['prompt'] !== 'string'))
    throw new CallRefusedError('runtime/invalid-call', 'description and prompt are missing.', {
      hint: 'Give both, or a list of branches, each with both.',
    });
  const branches: ThreadState[] = [];
  for (const [nth, each] of wanted.entries()) branches.push(await branchOf(site, nth, each));
  for (const { id } of branches) run.start(id);
  const now = run.ports.clock.now();
  const untilMs = now + (secondsLeft(thread, now) ?? LONGEST_WAIT_SECONDS) * 1000;
  const { ended } = await sleepUntil(run, thread.id, { on: branches.map(({ id }) => id), untilMs });
  run.checkInterrupt();
  const results: JsonObject[] = [];
  for (const [nth, branch] of branches.entries()) results.push(await fold(site, branch, ended[nth] ?? branch));
  return several ? { branches: results } : (results[0] ?? {});
}

/** The nth branch of a call; one that was made before the process died is found by its call. */
async function branchOf(site: CallSite, nth: number, wanted: Wanted): Promise<ThreadState> {
  const { run, thread, call } = site;
  const made = thread.children
    .flatMap((id) => run.session.thread(id) ?? [])
    .filter((each) => each.spawnedBy === call.callId);
  const known = made[nth];
  if (known) return known;
  const { description, prompt, budget, timeout } = wanted;
  const directive = await adHocDirective(site, {
    category: 'branch',
    name: slugOf(description),
    description,
    task: prompt,
    outputs: { message: 'All that the one who opened this branch will know of it.' },
  });
  const request = {
    directive,
    inputs: {},
    overrides: {
      ...(budget !== undefined && { spend: budget }),
      ...(timeout !== undefined && { duration_seconds: timeout }),
    },
    async: false,
    branch: description,
    model: thread.model,
  };
  const text = await run.ports.redactor.text(prompt);
  const also = (branch: string): EventDraft[] => [
    { thread: thread.id, type: 'branch_opened', data: { branch, description, prompt: text } },
  ];
  const child = await spawnChild(site, request, { also });
  if (!child) throw new Error('a branch was not created');
  return child;
}

/** What a branch brings back; the fact is recorded once. */
async function fold({ run, thread }: CallSite, branch: ThreadState, given: ThreadState): Promise<JsonObject> {
  const end = chainEnd(run.session.state, given);
  const { outputs, error, status } = end;
  const returned = outputs?.['message'];
  const partial = status !== 'completed' || typeof returned !== 'string';
  const message = typeof returned === 'string' ? returned : (end.result ?? lastText(end));
  if (isFinal(status) && branch.branch?.returned === undefined)
    await run.session.append({
      thread: thread.id,
      type: 'branch_returned',
      data: { branch: branch.id, message: await run.ports.redactor.text(message), partial },
    });
  return {
    branch_id: branch.id,
    message,
    ...(partial && { partial: true, status }),
    ...(error && { error: { code: error.code, message: error.message } }),
  };
}

function slugOf(description: string): string {
  const slug = description
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  return slug === '' ? 'branch' : slug;
}
