import { LLMock } from '@copilotkit/aimock';
import { onTestFinished } from 'vitest';
import { systemClock } from '#app';
import { createAnthropicModel } from '#models';
import { messageFrames } from '../../helpers/messages-frames.ts';
import type { Answer, MessagesRequest } from '../../helpers/messages-server.ts';
import { asking } from '../../models/anthropic/asking.ts';
import { aRequest } from '../../models/offline/offline-thread.ts';
import { describeModel } from './describe-model.ts';

const requests = {
  withCalls: saying('calls'),
  withText: saying('text'),
  failing: saying('fail'),
  slow: saying('slow'),
};

describeModel('anthropic, before a server of the tests,', async () => ({
  ...requests,
  model: (await asking(answer)).model,
}));

/** A server that others wrote, so that not only ours is understood. */
describeModel('anthropic, before aimock,', async () => {
  const mock = new LLMock({ port: 0 });
  const ls = { name: 'rye_file_system_ls', arguments: JSON.stringify({ path: '.' }) };
  mock.onMessage('calls', {
    content: 'Looking.',
    toolCalls: [ls, ls],
    usage: { input_tokens: 20, output_tokens: 9 },
  });
  mock.onMessage('text', { content: 'All is well.', usage: { input_tokens: 20, output_tokens: 4 } });
  mock.onMessage('fail', { error: { message: 'come back later', type: 'overloaded_error' }, status: 529 });
  mock.onMessage('slow', { content: 'At last.' }, { latency: 60_000 });
  const baseUrl = await mock.start();
  onTestFinished(() => mock.stop());
  return {
    ...requests,
    model: createAnthropicModel({ apiKey: 'k', baseUrl, clock: systemClock, silenceMs: 30_000 }),
  };
});

function saying(text: string) {
  return aRequest({ messages: [{ role: 'user', content: [{ type: 'text', text }] }] });
}

function answer({ body }: MessagesRequest): Answer {
  const ls = (id: string) => ({ type: 'tool_use' as const, id, name: 'rye_file_system_ls', input: { path: '.' } });
  switch (body.messages[0]?.content[0]?.['text']) {
    case 'calls':
      return { frames: messageFrames({ content: [{ type: 'text', text: 'Looking.' }, ls('toolu_1'), ls('toolu_2')] }) };
    case 'fail':
      return { status: 529, body: JSON.stringify({ error: { type: 'overloaded_error', message: 'come back later' } }) };
    case 'slow':
      return { frames: messageFrames({ content: [{ type: 'text', text: 'At last.' }] }), cutAt: 900, ending: 'hang' };
    default:
      return { frames: messageFrames({ content: [{ type: 'text', text: 'All is well, and has been.' }] }) };
  }
}
