import { describe, expect, it } from 'vitest';
import { createOfflineModel, OfflineScriptError } from '#models';
import { describeModel } from '../../conformance/model/describe-model.ts';
import { aRequest, ask, stillClock } from './offline-thread.ts';

const scripts: Record<string, string> = {
  calls:
    'turns:\n  - text: Looking.\n    calls:\n      - {tool: rye/file-system/ls}\n      - {tool: rye/file-system/ls}\n',
  text: 'turns:\n  - text: All is well.\n',
  fail: 'turns:\n  - fail: {category: overloaded}\n',
  slow: 'turns:\n  - text: At last.\n    delay_ms: 60000\n',
};

describeModel('offline', async () => ({
  model: createOfflineModel({
    loadScript: async (directive) => ({ path: `.ai/offline/${directive}.yaml`, text: scripts[directive] ?? '' }),
    clock: stillClock(false),
  }),
  withCalls: aRequest({ asker: { directive: 'calls' } }),
  withText: aRequest({ asker: { directive: 'text' } }),
  failing: aRequest({ asker: { directive: 'fail' } }),
  slow: aRequest({ asker: { directive: 'slow' } }),
}));

describe('the offline model', () => {
  it('says that its usage is simulated', () => {
    const model = createOfflineModel({ loadScript: async () => undefined, clock: stillClock() });
    expect(model).toMatchObject({ name: 'offline', simulated: true });
  });

  it('counts a token for every three and a half characters, rounded up', async () => {
    const request = aRequest({
      system: 'x'.repeat(7),
      messages: [{ role: 'user', content: [{ type: 'text', text: 'y'.repeat(8) }] }],
    });
    const reply = await ask('turns:\n  - text: abcdefgh\n', request);
    expect(reply).toMatchObject({
      usage: { input_tokens: 5, output_tokens: 3, cache_read_tokens: 0, cache_write_tokens: 0 },
    });
  });

  it('reports the usage that a turn gives, and makes up the rest', async () => {
    const reply = await ask(
      'turns:\n  - text: abcdefgh\n    usage: {input_tokens: 900, cache_read_tokens: 40}\n',
      aRequest(),
    );
    expect(reply).toMatchObject({
      usage: { input_tokens: 900, output_tokens: 3, cache_read_tokens: 40, cache_write_tokens: 0 },
    });
  });

  it('ends an answer that is longer than allowed where its tokens end', async () => {
    const script = `turns:\n  - text: ${'a'.repeat(100)}\n    calls: [{tool: rye/bash}]\n`;
    const reply = await ask(script, aRequest({ maxOutputTokens: 4 }));
    expect(reply).toMatchObject({
      stopReason: 'max_tokens',
      content: [{ type: 'text', text: 'a'.repeat(14) }],
      usage: { output_tokens: 4 },
    });
  });

  it('counts input tokens as it charges them', async () => {
    const model = createOfflineModel({
      loadScript: async () => ({ path: 'p', text: 'turns: [{text: hi}]' }),
      clock: stillClock(),
    });
    const reply = await model.call(aRequest(), { signal: new AbortController().signal });
    expect(reply).toMatchObject({ usage: { input_tokens: await model.countTokens?.(aRequest()) } });
  });

  it('waits as long as a turn says before it answers', async () => {
    const clock = stillClock();
    await ask('turns:\n  - text: hi\n    delay_ms: 250\n', aRequest(), clock);
    expect(clock.slept).toEqual([250]);
  });

  it('turns an error of the script loader into a failure', async () => {
    const model = createOfflineModel({
      loadScript: () => Promise.reject(new OfflineScriptError({ file: 'a.yaml', line: 3, problem: 'tampered' })),
      clock: stillClock(),
    });
    expect(await model.call(aRequest(), { signal: new AbortController().signal })).toMatchObject({
      ok: false,
      failure: {
        category: 'permanent',
        code: 'models/offline-script',
        message: 'a.yaml:3: tampered',
        mayHaveCost: false,
      },
    });
  });

  it('notices that a script was changed', async () => {
    let text = 'turns: [{text: old}]';
    const model = createOfflineModel({ loadScript: async () => ({ path: 'p', text }), clock: stillClock() });
    const signal = new AbortController().signal;
    expect(await model.call(aRequest(), { signal })).toMatchObject({ content: [{ text: 'old' }] });
    text = 'turns: [{text: new}]';
    expect(await model.call(aRequest(), { signal })).toMatchObject({ content: [{ text: 'new' }] });
  });
});
