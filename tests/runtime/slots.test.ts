import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ThreadSlots } from '../../src/runtime/slots.ts';

const never = new AbortController().signal;

/** Asks for a slot, and notes when it is there. */
function ask(slots: ThreadSlots, order: string[], thread: string, parent?: string, woken = false): void {
  void slots.acquire(thread, parent, woken, never).then(() => order.push(thread));
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('slots', () => {
  it('go to as many threads as there are, first come, first served', async () => {
    const slots = new ThreadSlots(1, 5);
    const order: string[] = [];
    for (const thread of ['a', 'b', 'c']) ask(slots, order, thread);
    await settled();
    expect(order).toEqual(['a']);
    slots.release('a');
    await settled();
    slots.release('b');
    await settled();
    expect(order).toEqual(['a', 'b', 'c']);
  });

  it('go to the woken before the new, and to the woken in their order', async () => {
    const slots = new ThreadSlots(1, 5);
    const order: string[] = [];
    ask(slots, order, 'a');
    ask(slots, order, 'new');
    ask(slots, order, 'woken-1', undefined, true);
    ask(slots, order, 'woken-2', undefined, true);
    for (const thread of ['a', 'woken-1', 'woken-2', 'new']) {
      await settled();
      slots.release(thread);
    }
    expect(order).toEqual(['a', 'woken-1', 'woken-2', 'new']);
  });

  it('do not all go to the children of one parent', async () => {
    const slots = new ThreadSlots(10, 2);
    const order: string[] = [];
    for (const thread of ['a', 'b', 'c']) ask(slots, order, thread, 'lead');
    ask(slots, order, 'other', 'lead-2');
    await settled();
    expect(order).toEqual(['a', 'b', 'other']);
  });

  it('are not left to a thread that gave up waiting', async () => {
    const slots = new ThreadSlots(1, 5);
    const order: string[] = [];
    const gone = new AbortController();
    ask(slots, order, 'a');
    const left = slots.acquire('b', undefined, false, gone.signal);
    ask(slots, order, 'c');
    gone.abort();
    await left;
    slots.release('a');
    await settled();
    expect(order).toEqual(['a', 'c']);
  });

  it('are given back once, and never to more than there are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(9), fc.boolean()), { maxLength: 60 }), async (moves) => {
        const slots = new ThreadSlots(3, 2);
        const holds = new Set<number>();
        const asked = new Set<number>();
        for (const [thread, release] of moves) {
          if (release) {
            slots.release(String(thread));
            if (holds.delete(thread)) asked.delete(thread);
          } else if (!asked.has(thread)) {
            asked.add(thread);
            void slots.acquire(String(thread), `p${thread % 2}`, false, never).then(() => holds.add(thread));
          }
          await Promise.resolve();
          await Promise.resolve();
          expect(holds.size).toBeLessThanOrEqual(3);
          for (const parity of [0, 1])
            expect([...holds].filter((id) => id % 2 === parity).length).toBeLessThanOrEqual(2);
        }
      }),
    );
  });
});
