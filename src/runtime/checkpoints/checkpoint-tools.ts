import { type Checkpoint, type JsonObject, nearest, type RunState, transcriptMarkdown } from '#protocol';
import type { CallSite } from '../calls/call-site.ts';
import { CallRefusedError } from '../errors.ts';
import type { OwnTool } from '../own-tools/own-tool.ts';

/** What a checkpoint brings back at the level `context`: the last lines of the conversation up to it. */
const CONTEXT_LINES = 120;

/** Named points of the history of a run. */
export const checkpointTools: readonly OwnTool[] = [
  {
    spec: {
      id: 'rye/agent/checkpoints/save',
      description: 'Names where the work stands now, and what is to come: a point to come back to.',
      inputSchema: {
        type: 'object',
        properties: {
          name: { type: 'string', minLength: 1, maxLength: 100 },
          summary: { type: 'string', minLength: 1, description: 'What is done, and what was found.' },
          next_actions: { type: 'array', items: { type: 'string' } },
        },
        required: ['name', 'summary'],
        additionalProperties: false,
      },
      effect: 'none',
    },
    work: save,
  },
  {
    spec: {
      id: 'rye/agent/checkpoints/list',
      description: 'The checkpoints of this run, the newest first.',
      inputSchema: {
        type: 'object',
        properties: { limit: { type: 'integer', minimum: 1, description: '20 unless told.' } },
        additionalProperties: false,
      },
      effect: 'none',
    },
    work: ({ run }, input) => {
      const { limit = 20 } = input as { limit?: number };
      const { state } = run.session;
      const newest = state.checkpoints.toReversed();
      return { checkpoints: newest.slice(0, limit).map((each) => factsOf(state, each)), count: newest.length };
    },
  },
  {
    spec: {
      id: 'rye/agent/checkpoints/resume',
      description:
        'Brings a checkpoint back: its summary and next actions; with level context the last of the conversation before it, ' +
        'with full all of it.',
      inputSchema: {
        type: 'object',
        properties: {
          name: { type: 'string', minLength: 1 },
          level: { type: 'string', enum: ['summary', 'context', 'full'], description: 'summary unless told.' },
        },
        required: ['name'],
        additionalProperties: false,
      },
      effect: 'none',
    },
    work: resume,
  },
];

async function save({ run, thread, call }: CallSite, input: JsonObject): Promise<JsonObject> {
  const { session, ports } = run;
  const own = `${thread.id}/${call.callId}`;
  const of = (): Checkpoint | undefined => session.state.checkpoints.find((each) => each.call === own);
  if (!of()) {
    const {
      name,
      summary,
      next_actions: actions = [],
    } = input as { name: string; summary: string; next_actions?: string[] };
    await session.append({
      thread: thread.id,
      type: 'checkpoint_saved',
      data: {
        name: await ports.redactor.text(name),
        summary: await ports.redactor.text(summary),
        next_actions: await Promise.all(actions.map((each) => ports.redactor.text(each))),
        call: own,
      },
    });
  }
  return { saved: true, checkpoint: of()?.name ?? '', seq: of()?.seq ?? 0 };
}

/** Of several of one name, the newest. */
function resume({ run }: CallSite, input: JsonObject): JsonObject {
  const { state } = run.session;
  const { name, level = 'summary' } = input as { name: string; level?: 'summary' | 'context' | 'full' };
  const found = state.checkpoints.findLast((each) => each.name === name);
  if (!found) {
    const names = [...new Set(state.checkpoints.map((each) => each.name))];
    const near = nearest(name, names);
    throw new CallRefusedError('runtime/unknown-checkpoint', `There is no checkpoint ${JSON.stringify(name)}.`, {
      hint: names.length === 0 ? 'None was saved.' : `There are ${(near.length > 0 ? near : names).join(', ')}.`,
    });
  }
  const facts = { ...factsOf(state, found), next_actions: found.nextActions };
  const thread = state.threads.get(found.thread);
  if (level === 'summary' || !thread) return facts;
  const text = transcriptMarkdown(state, { ...thread, turns: thread.turns.slice(0, found.turns) }).trimEnd();
  return { ...facts, conversation: level === 'full' ? text : text.split('\n').slice(-CONTEXT_LINES).join('\n') };
}

function factsOf(state: RunState, { name, summary, thread, seq, at }: Checkpoint): JsonObject {
  return { name, summary, saved_by: state.threads.get(thread)?.place ?? thread, at, seq };
}
