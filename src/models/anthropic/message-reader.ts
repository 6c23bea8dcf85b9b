import { type ContentBlock, type ModelReply, type StopReason, StopReasonSchema, type Usage } from '#protocol';
import { finishBlock, type OpenBlock, openBlock, takeDelta } from './content-block.ts';
import { parseFrame, type ReportedUsage } from './frame-schema.ts';
import { BrokenStreamError } from './stream-errors.ts';

/**
 * Reads a streamed message, event by event, and keeps what was reported of its usage whatever comes after.
 *
 * A tool call exists only where the message stopped for it and its input came whole. The SDK gives `{}` for an input
 * that was cut, which is a call that nobody made.
 */
export class MessageReader {
  private readonly blocks = new Map<number, OpenBlock>();
  private reported: Partial<Usage> | undefined;
  private stopReason: string | undefined;
  private counted = false;
  /** Its output was counted at all; what the message begins with is a guess at its first token. */
  private outputTold = false;
  private over = false;

  /** True behind the message's last event: what a server sends after it is of no concern. */
  get isOver(): boolean {
    return this.over;
  }

  /** What the provider reported so far; undefined where it has not reported anything. */
  get usage(): Usage | undefined {
    if (this.reported === undefined) return undefined;
    return { input_tokens: 0, output_tokens: 0, cache_read_tokens: 0, cache_write_tokens: 0, ...this.reported };
  }

  /** The output was counted where the message stopped: that is the last word on its usage. */
  get usageIsFinal(): boolean {
    return this.counted && this.stopReason !== undefined;
  }

  /** Takes in one event, and returns the text that it brought. @throws {BrokenStreamError} {@link StreamedError} */
  take(data: string): string {
    if (this.over) return '';
    const frame = parseFrame(data);
    switch (frame?.type) {
      case 'message_start':
        this.report(frame.message.usage);
        return '';
      case 'content_block_start': {
        const block = openBlock(frame.content_block);
        this.blocks.set(frame.index, block);
        return block.kind === 'text' ? block.text : '';
      }
      case 'content_block_delta':
        return takeDelta(this.blockAt(frame.index), frame.delta);
      case 'content_block_stop':
        this.blockAt(frame.index).closed = true;
        return '';
      case 'message_delta':
        this.report(frame.usage);
        this.stopReason = frame.delta.stop_reason ?? this.stopReason;
        this.counted = typeof frame.usage?.output_tokens === 'number';
        this.outputTold ||= this.counted;
        return '';
      case 'message_stop':
        this.over = true;
        return '';
      case undefined:
        return '';
    }
  }

  /** The answer, once the stream has ended. @throws {BrokenStreamError} where it is not a whole one */
  reply(): ModelReply {
    if (!this.over) throw new BrokenStreamError('stream_cut', 'the stream ended before the message did');
    const { usage } = this;
    if (usage === undefined || !this.outputTold)
      throw new BrokenStreamError('no_usage', 'the answer does not say what it used');
    const stopReason = readStopReason(this.stopReason);
    return { ok: true, content: contentOf([...this.blocks.values()], stopReason), stopReason, usage };
  }

  /** Counts are totals so far; one that is absent or null leaves what was told before. */
  private report(usage: ReportedUsage | null | undefined): void {
    if (!usage) return;
    const { input_tokens, output_tokens, cache_read_input_tokens, cache_creation_input_tokens } = usage;
    this.reported = {
      ...this.reported,
      ...(typeof input_tokens === 'number' && { input_tokens }),
      ...(typeof output_tokens === 'number' && { output_tokens }),
      ...(typeof cache_read_input_tokens === 'number' && { cache_read_tokens: cache_read_input_tokens }),
      ...(typeof cache_creation_input_tokens === 'number' && { cache_write_tokens: cache_creation_input_tokens }),
    };
  }

  private blockAt(index: number): OpenBlock {
    const block = this.blocks.get(index);
    if (!block) throw new BrokenStreamError('malformed_frame', `block ${index} goes on before it began`);
    return block;
  }
}

/** @throws {BrokenStreamError} */
function readStopReason(reason: string | undefined): StopReason {
  // The window is full: for the thread that is an answer cut off at the longest.
  if (reason === 'model_context_window_exceeded') return 'max_tokens';
  const parsed = StopReasonSchema.safeParse(reason);
  if (parsed.success) return parsed.data;
  throw new BrokenStreamError('unknown_stop_reason', `the message stopped for a reason that is not known: ${reason}`);
}

/** @throws {BrokenStreamError} where a call is there by half, or the message did not stop for it */
function contentOf(blocks: OpenBlock[], stopReason: StopReason): ContentBlock[] {
  if (stopReason === 'tool_use') return blocks.flatMap(finishBlock);
  const calls = blocks.some(({ kind }) => kind === 'tool_use');
  if (!calls) return blocks.flatMap(finishBlock);
  if (stopReason !== 'max_tokens' && stopReason !== 'refusal') {
    throw new BrokenStreamError(
      'half_read_call',
      `the message calls tools, and stopped for another reason: ${stopReason}`,
    );
  }
  // Cut off in the middle of its calls: none of them was made. Thinking that led to a call cannot stand without it.
  const kept = blocks.filter(({ kind }) => kind !== 'tool_use').flatMap(finishBlock);
  const lastText = kept.findLastIndex(({ type }) => type === 'text');
  return kept.slice(0, lastText + 1);
}
