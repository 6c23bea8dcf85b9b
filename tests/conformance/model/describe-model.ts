import { describe, expect, it } from 'vitest';
import type { ContentBlock, ModelPort, ModelReply, ModelRequest } from '#protocol';

/** A provider, and requests that it can answer. */
export interface ModelUnderTest {
  model: ModelPort;
  /** Answered with two tool calls or more. */
  withCalls: ModelRequest;
  /** Answered with text alone. */
  withText: ModelRequest;
  /** Fails, for a reason that the port counts as expected. */
  failing: ModelRequest;
  /** Not answered before it is aborted. */
  slow: ModelRequest;
}

/** What every {@link ModelPort} must show, whoever answers behind it. */
export function describeModel(name: string, make: () => Promise<ModelUnderTest>): void {
  const never = (): AbortSignal => new AbortController().signal;

  describe(`${name} as a model`, () => {
    it('has a name and says whether its usage is simulated', async () => {
      const { model } = await make();
      expect(model.name).not.toBe('');
      expect(typeof model.simulated).toBe('boolean');
    });

    it('answers with content, and stops for the tools that it calls', async () => {
      const { model, withCalls, withText } = await make();
      const calling = answered(await model.call(withCalls, { signal: never() }));
      expect(toolIds(calling.content).length).toBeGreaterThanOrEqual(2);
      expect(calling.stopReason).toBe('tool_use');
      const telling = answered(await model.call(withText, { signal: never() }));
      expect(telling.content.map((block) => block.type)).toEqual(['text']);
      expect(telling.stopReason).toBe('end_turn');
    });

    it('gives each tool call an id of its own that every provider accepts', async () => {
      const { model, withCalls } = await make();
      const ids = toolIds(answered(await model.call(withCalls, { signal: never() })).content);
      expect(new Set(ids).size).toBe(ids.length);
      for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
    });

    it('counts its usage in whole tokens, and answers no more than it may', async () => {
      const { model, withCalls, withText } = await make();
      for (const request of [withCalls, withText]) {
        const { usage } = answered(await model.call(request, { signal: never() }));
        for (const tokens of Object.values(usage)) expect(Number.isInteger(tokens) && tokens >= 0).toBe(true);
        expect(usage.input_tokens + usage.cache_read_tokens + usage.cache_write_tokens).toBeGreaterThan(0);
        expect(usage.output_tokens).toBeGreaterThan(0);
        expect(usage.output_tokens).toBeLessThanOrEqual(request.maxOutputTokens);
      }
    });

    it('passes on its text as it arrives, and the whole of it', async () => {
      const { model, withText } = await make();
      const heard: string[] = [];
      const reply = await model.call(withText, { signal: never(), onDelta: (text) => heard.push(text) });
      const text = answered(reply).content.map((block) => (block.type === 'text' ? block.text : ''));
      expect(heard.join('')).toBe(text.join(''));
    });

    it('returns an expected failure as a value', async () => {
      const { model, failing } = await make();
      const { failure } = failed(await model.call(failing, { signal: never() }));
      expect(failure.code).not.toBe('');
      expect(failure.message).not.toBe('');
    });

    it('does not ask when it was cancelled before', async () => {
      const { model, withText } = await make();
      const { failure } = failed(await model.call(withText, { signal: AbortSignal.abort() }));
      expect(failure).toMatchObject({ category: 'cancelled', retryable: false, mayHaveCost: false });
    });

    it('ends a call in flight when it is cancelled', async () => {
      const { model, slow } = await make();
      const controller = new AbortController();
      const reply = model.call(slow, { signal: controller.signal });
      controller.abort();
      expect(failed(await reply).failure).toMatchObject({ category: 'cancelled', retryable: false });
    });

    it('leaves the request as it was', async () => {
      const { model, withCalls } = await make();
      const before = structuredClone(withCalls);
      await model.call(withCalls, { signal: never() });
      expect(withCalls).toEqual(before);
    });
  });
}

function answered(reply: ModelReply): Extract<ModelReply, { ok: true }> {
  if (!reply.ok) throw new Error(`expected an answer, got ${reply.failure.code}: ${reply.failure.message}`);
  return reply;
}

function failed(reply: ModelReply): Extract<ModelReply, { ok: false }> {
  if (reply.ok) throw new Error('expected a failure, got an answer');
  return reply;
}

function toolIds(content: ContentBlock[]): string[] {
  return content.flatMap((block) => (block.type === 'tool_use' ? [block.id] : []));
}
