import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createOfflineModel } from '#models';
import type { Message } from '#protocol';
import { aRequest, resultMessage, stillClock } from './offline-thread.ts';

/** A script of turns that call, list, wait, skip or only talk, in any mixture. */
const turn = fc.constantFrom(
  (n: number) => `  - {text: "turn ${n}", calls: [{name: c${n}, tool: rye/a, input: {n: ${n}}}]}`,
  (n: number) => `  - calls: [{name: c${n}, tool: rye_execute, foreach: "\${inputs.list}", input: {key: "\${item}"}}]`,
  () => `  - {when: {path: inputs.flag, op: eq, value: true}, calls: [{tool: rye/b}]}`,
  (n: number) => `  - text: "only text ${n}"`,
);
const aScript = fc
  .array(turn, { minLength: 1, maxLength: 6 })
  .map((turns) => `turns:\n${turns.map((write, n) => write(n + 1)).join('\n')}\n`);
const someInputs = fc.record({ list: fc.array(fc.string(), { maxLength: 3 }), flag: fc.boolean() });

describe('the offline model', () => {
  it('answers the same request the same, on the same model, on a fresh one, and after others', async () => {
    await fc.assert(
      fc.asyncProperty(aScript, someInputs, async (text, inputs) => {
        const make = () => createOfflineModel({ loadScript: async () => ({ path: 'p', text }), clock: stillClock() });
        const used = make();
        const signal = new AbortController().signal;
        const asked: Message[][] = [];
        let messages = aRequest().messages;
        for (let step = 0; step < 8; step += 1) {
          const request = aRequest({ messages, asker: { inputs } });
          const reply = await used.call(request, { signal });
          expect(await used.call(structuredClone(request), { signal })).toEqual(reply);
          expect(await make().call(structuredClone(request), { signal })).toEqual(reply);
          if (!reply.ok) throw new Error(reply.failure.message);
          asked.push(messages);
          messages = [
            ...messages,
            { role: 'assistant', content: reply.content },
            resultMessage(reply.content, (call) => ({ id: call.id })),
          ];
        }
        const inOrder = await Promise.all(
          asked.map((past) => make().call(aRequest({ messages: past, asker: { inputs } }), { signal })),
        );
        const backwards: unknown[] = [];
        for (const past of asked.toReversed())
          backwards.unshift(await used.call(aRequest({ messages: past, asker: { inputs } }), { signal }));
        expect(backwards).toEqual(inOrder);
      }),
      { numRuns: 60 },
    );
  });
});
