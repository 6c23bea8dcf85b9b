import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { lineDiffer } from '#app';
import { diffRuns, type Event, type EventDraft, type JsonObject, runSide } from '#protocol';
import { diffText } from '../../src/cli/output/diff-text.ts';
import { childOf, draftOf, logOf, runOf } from '../helpers/event-builder.ts';

const all = { outputs: true, actions: true, cost: true };

/** A comparison as it is printed. @param only What was chosen of it. */
async function textOf(a: Event[], b: Event[], only?: Partial<typeof all>, colour = false): Promise<string> {
  const shown = only ? { outputs: false, actions: false, cost: false, ...only } : all;
  const view = { shown, chosen: only !== undefined, colour, lineDiff: await lineDiffer() };
  return diffText(diffRuns(runSide('old', a), runSide('new', b)), view);
}

function calling(input: JsonObject, outputs: JsonObject, ...more: EventDraft[]): Event[] {
  return logOf([
    ...runOf(),
    draftOf('model_call_completed', { content: [{ type: 'tool_use', id: 't1', name: 'look', input }] }),
    draftOf('tool_call_started', { tool: 'test/look', input }, { call_id: 't1' }),
    draftOf('tool_call_completed', {}, { call_id: 't1' }),
    ...more,
    draftOf('thread_completed', { outputs }),
    draftOf('run_completed', { outputs }),
  ]);
}

describe('a comparison for people', () => {
  it('of runs that are the same is one line', async () => {
    const events = calling({ at: 'door' }, { seen: 1 });
    expect(await textOf(events, events)).toBe('old and new did the same and came to the same: 1 thread, 2 actions.\n');
  });

  it('shows sums, where they part and what each did there, threads, and outputs by path', async () => {
    const a = calling({ at: 'door', of: 'oak' }, { seen: [{ name: 'cat' }], text: 'one\ntwo\n' });
    const b = calling(
      { at: 'roof', of: 'oak' },
      { seen: [{ name: 'dog' }], text: 'one\n2\n' },
      childOf('lead-1', 'helper'),
    );
    expect(await textOf(a, b)).toMatchInlineSnapshot(`
      "              old             new
        status      completed       completed
        cost        $0.0010         $0.0010
        tokens      100 in, 10 out  100 in, 10 out
        time        6.0 s           7.0 s
        turns       1               1
        tool calls  1               1
        threads     1               2
        events      7               8

      first divergence  root · a call has another input
        old@4  calls test/look
        new@4  calls test/look
        input.at
          - "door"
          + "roof"

      threads  0 same, 1 changed, 1 only in new
        ~ root         2 of 3 actions, from 4 / 4 on, 2 outputs
        + root/helper  only in new, created

      outputs
        outputs.seen[0].name
          - "cat"
          + "dog"
        outputs.text
          @@ -1,2 +1,2 @@
           one
          -two
          +2
      "
    `);
  });

  it('shows only what was chosen, and says so where that does not differ', async () => {
    const [a, b] = [calling({ at: 'door' }, { seen: 1 }), calling({ at: 'roof' }, { seen: 1 })];
    expect(await textOf(a, b, { outputs: true })).toBe('The outputs of old and new are the same.\n');
    const actions = await textOf(a, b, { actions: true });
    expect(actions).toContain('first divergence  root · a call has another input\n');
    expect(actions).not.toContain('cost');
    const cost = await textOf(a, b, { cost: true });
    expect(cost).toContain('tokens');
    expect(cost).not.toContain('divergence');
  });

  it('names so many threads and values, and counts the others', async () => {
    const children = Array.from({ length: 30 }, (_, nth) => childOf('lead-1', `child-${nth}`));
    const numbers = Array.from({ length: 30 }, (_, nth) => nth);
    const text = await textOf(calling({}, { numbers: [] }), calling({}, { numbers }, ...children));
    expect(text).toContain('threads  0 same, 1 changed, 30 only in new\n');
    expect(text).toContain('root/child-18');
    expect(text).not.toContain('root/child-19');
    expect(text).toContain('  … 11 more threads; --json has all\n');
    expect(text).toContain('  … 10 more values; --json has all\n');
  });

  it('shows long values from shortly before what differs', async () => {
    const same = 'word '.repeat(100);
    const text = await textOf(calling({}, { said: `${same}yes` }), calling({}, { said: `${same}no` }));
    expect(text).toMatch(/- ….*yes"\n/);
    expect(text).toMatch(/\+ ….*no"\n/);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('is coloured where it is told to be, and in no other way different', async () => {
    const [a, b] = [calling({}, { text: 'one\ntwo' }), calling({}, { text: 'one\n2' })];
    const plain = await textOf(a, b);
    const coloured = await textOf(a, b, undefined, true);
    expect(coloured).toContain('\u001b[31m-two\u001b[39m');
    expect(stripVTControlCharacters(coloured)).toBe(plain);
  });

  it('lets nothing that a run wrote steer the terminal', async () => {
    const [a, b] = [calling({}, { text: 'one\n\u001b[2Jtwo' }), calling({}, { text: 'one\n\u009b2Jtwo' })];
    expect(await textOf(a, b)).not.toMatch(/(?!\n)\p{Cc}/u);
  });
});
