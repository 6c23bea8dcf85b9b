import {
  type Clock,
  type ContentBlock,
  type ItemSource,
  type ModelFailure,
  type ModelPort,
  type ModelReply,
  type ModelRequest,
  RyeError,
} from '#protocol';
import { OfflineScriptError } from '../errors.ts';
import type { Answer } from './answer.ts';
import { failureOf } from './failure-of.ts';
import { playProcessText } from './process-text/play-process-text.ts';
import { type ParsedScript, parseOfflineScript } from './script/parse-script.ts';
import { playScript } from './script/play-script.ts';
import type { OfflineScript } from './script/script-schema.ts';
import { charsFor, outputTokens, simulateUsage } from './simulate-usage.ts';

/** The text of a script, and its path as it is to be shown. */
export type ItemText = Pick<ItemSource, 'path' | 'text'>;

/**
 * A model that answers from a script, or from the directive's own process text where there is none. It answers the same
 * request the same way always: it remembers nothing between calls.
 * @param ports.loadScript The script of a directive, `.ai/offline/<directive>.yaml`; a `RyeError` that it throws
 * becomes a failure value.
 * @param ports.clock Only for `delay_ms`. Unit: ms.
 * @see docs/offline-scripts.md
 */
export function createOfflineModel(ports: {
  loadScript: (directive: string) => Promise<ItemText | undefined>;
  clock: Clock;
}): ModelPort {
  const parse = parseOnce();
  const answer = async (request: ModelRequest): Promise<Answer> => {
    const source = await ports.loadScript(request.asker.directive);
    return source === undefined ? playProcessText(request) : playScript(checked(parse(source)), request);
  };
  return {
    name: 'offline',
    simulated: true,
    async call(request, { signal, onDelta }) {
      try {
        if (signal.aborted) return cancelled();
        const said = await answer(request);
        const reply = replyOf(said, request);
        // Shown before the time that the answer takes, as a provider streams what it will have said by then.
        if (reply.ok) for (const block of reply.content) if (block.type === 'text') onDelta?.(block.text);
        const delayMs = said.turn?.delay_ms ?? 0;
        if (delayMs > 0) await ports.clock.sleep(delayMs, signal);
        return signal.aborted ? cancelled() : reply;
      } catch (error) {
        if (!(error instanceof RyeError)) throw error;
        return { ok: false, failure: failureOf({ category: 'permanent', code: error.code, message: error.message }) };
      }
    },
    async countTokens(request) {
      const { turn } = await answer(request).catch(() => ({ turn: undefined }));
      const { input_tokens, cache_read_tokens, cache_write_tokens } = simulateUsage(request, [], turn?.usage);
      return input_tokens + cache_read_tokens + cache_write_tokens;
    },
  };
}

function replyOf({ text, calls, turn }: Answer, request: ModelRequest): ModelReply {
  const failing = turn?.fail !== undefined && calls.length === 0 && text === undefined;
  if (failing) return { ok: false, failure: scriptedFailure(turn, request) };
  const content: ContentBlock[] = [...(text === undefined ? [] : [{ type: 'text' as const, text }]), ...calls];
  if (turn?.usage?.output_tokens === undefined && outputTokens(content) > request.maxOutputTokens) {
    // As a provider does: the answer ends where its tokens do, and an unfinished call is none.
    const cut = (text ?? '').slice(0, charsFor(request.maxOutputTokens)) || '…';
    const usage = { ...turn?.usage, output_tokens: request.maxOutputTokens };
    const kept: ContentBlock[] = [{ type: 'text', text: cut }];
    return { ok: true, content: kept, stopReason: 'max_tokens', usage: simulateUsage(request, kept, usage) };
  }
  const stopReason = calls.length > 0 ? 'tool_use' : 'end_turn';
  return { ok: true, content, stopReason, usage: simulateUsage(request, content, turn?.usage) };
}

function scriptedFailure(turn: NonNullable<Answer['turn']>, request: ModelRequest): ModelFailure {
  const usage = turn.usage === undefined ? undefined : simulateUsage(request, [], turn.usage);
  return { ...failureOf(turn.fail ?? {}), ...(usage !== undefined && { usage, mayHaveCost: true }) };
}

function cancelled(): ModelReply {
  return { ok: false, failure: failureOf({ category: 'cancelled', message: 'The call was cancelled.' }) };
}

/** @throws {OfflineScriptError} */
function checked(parsed: ParsedScript): OfflineScript {
  if (parsed.ok) return parsed.script;
  const [first] = parsed.problems;
  throw new OfflineScriptError({
    file: first?.file ?? '',
    line: first?.line ?? 1,
    problem: first?.message ?? 'invalid',
  });
}

/** Parsing depends on the text alone, so the same text need not be parsed at every turn of every thread. */
function parseOnce(): (source: ItemText) => ParsedScript {
  const kept = new Map<string, { text: string; parsed: ParsedScript }>();
  return ({ path, text }) => {
    const known = kept.get(path);
    if (known?.text === text) return known.parsed;
    const parsed = parseOfflineScript(text, path);
    kept.set(path, { text, parsed });
    return parsed;
  };
}
