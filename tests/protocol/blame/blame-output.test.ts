import { describe, expect, it } from 'vitest';
import { blameOutput, type EventDraft, foldRun, type Json } from '#protocol';
import { draftOf, logOf, runOf } from '../../helpers/event-builder.ts';

const RETURN = 'rye/agent/threads/directive_return';
const SCOUT = 'scout-1764271234567-ab12';

/** One call of a thread in a turn of its own, to its end. */
function call(thread: string, turn: number, tool: string, input: object, result: Json): EventDraft[] {
  const id = `t${turn}`;
  const frame = { thread, call_id: id, turn };
  const asked = { thread, call_id: `m${turn}`, turn };
  return [
    draftOf('model_call_started', {}, asked),
    draftOf('model_call_completed', { content: [{ type: 'tool_use', id, name: tool, input: input as never }] }, asked),
    draftOf('tool_call_started', { tool, input: input as never }, frame),
    draftOf('tool_call_completed', { tool, result }, frame),
  ];
}

const blame = (drafts: EventDraft[], output: string) => {
  const events = logOf(drafts);
  return blameOutput(events, foldRun(events), output);
};
const told = (drafts: EventDraft[], output: string) =>
  blame(drafts, output)?.links.map(({ kind, place, tool, turn, match }) => [kind, place, turn, tool, match]);

describe('an output is traced', () => {
  const scout = draftOf(
    'thread_created',
    { place: 'root/scout', directive: 'scout', parent: 'lead-1', depth: 1, inputs: { file: 'leads.csv' } },
    { thread: SCOUT },
  );
  const found = { name: 'Oak and Rye', city: 'Lund' };
  const run = [
    ...runOf(),
    scout,
    ...call(SCOUT, 1, 'rye/file-system/read', { path: 'leads.csv' }, { content: 'id,Oak and Rye,Lund' }),
    ...call(SCOUT, 2, RETURN, { lead: found }, { ok: true }),
    draftOf('thread_completed', { outputs: { lead: found } }, { thread: SCOUT }),
    ...call('lead-1', 1, 'rye/agent/threads/spawn', { item_id: 'scout' }, { outputs: { lead: found } }),
    ...call('lead-1', 2, RETURN, { leads: [found], why: 'It is the best of them all.' }, { ok: true }),
    draftOf('thread_completed', { outputs: { leads: [found], why: 'It is the best of them all.', n: 3 } }),
  ];

  it('through the threads that passed it on to the tool that it came from', () => {
    expect(told(run, 'leads[0].name')).toEqual([
      ['returned', 'root', 2, undefined, 'whole'],
      ['result', 'root', 1, 'rye/agent/threads/spawn', 'whole'],
      ['returned', 'root/scout', 2, undefined, 'whole'],
      ['result', 'root/scout', 1, 'rye/file-system/read', 'part'],
    ]);
  });

  it('to the model, where nothing earlier holds it', () => {
    expect(told(run, 'why')).toEqual([
      ['returned', 'root', 2, undefined, 'whole'],
      ['model', 'root', 2, undefined, 'whole'],
    ]);
  });

  it('no further than to who handed it over, where it could stand anywhere', () => {
    expect(blame(run, 'n')).toMatchObject({ ambiguous: true, value: 3, links: [{ kind: 'returned' }] });
  });

  it('to an input that the thread was given', () => {
    const echoed = [
      ...runOf({ inputs: { topic: 'history of rye' } }),
      ...call('lead-1', 1, RETURN, { topic: 'history of rye' }, { ok: true }),
      draftOf('thread_completed', { outputs: { topic: 'history of rye' } }),
    ];
    expect(told(echoed, 'topic')?.at(-1)).toEqual(['input', 'root', undefined, undefined, 'whole']);
  });

  it('is none where the run has no such output', () => {
    expect(blame(run, 'nothing')).toBeUndefined();
    expect(blame(run, 'leads[7]')).toBeUndefined();
  });
});

describe('a file is traced', () => {
  it('to the call that wrote it last, and what its content came from', () => {
    const content = 'Dear Oak and Rye, we write to you.';
    const write = call('lead-1', 2, 'rye/artifacts/write', { path: 'mail.md', content }, { path: 'mail.md' });
    const run = [
      ...runOf(),
      ...call('lead-1', 1, 'leads/email', {}, { content }),
      ...write.slice(0, 3),
      draftOf('artifact_written', { path: 'mail.md' }, { call_id: 't2', turn: 2 }),
      ...write.slice(3),
    ];
    expect(told(run, 'artifacts/mail.md')).toEqual([
      ['wrote', 'root', 2, 'rye/artifacts/write', 'whole'],
      ['result', 'root', 1, 'leads/email', 'whole'],
    ]);
  });
});
