import { describe, expect, it } from 'vitest';
import { foldRun } from '#protocol';
import { lineText } from '../../../src/tui/text/index.ts';
import { runEventLine, threadEventLine } from '../../../src/tui/views/event-parts.ts';
import { draftOf, everyEventType, logOf, runOf } from '../../helpers/event-builder.ts';

const state = foldRun(logOf(runOf()));

describe('an event as a line', () => {
  it('is a time, a word and what it is about, whatever its type', () => {
    for (const type of everyEventType) {
      const [event] = logOf([draftOf(type)]);
      if (!event) throw new Error('no event');
      expect(lineText(threadEventLine(state, event))).toMatch(/^ 03:04:05 \S.{8} /);
      expect(lineText(runEventLine(state, event))).toMatch(/^ 03:04:05 (run|team\/lead) +\S/);
    }
  });

  it('says the words that people look for', () => {
    const line = (...draft: Parameters<typeof draftOf>) => {
      const [event] = logOf([draftOf(...draft)]);
      return event ? lineText(threadEventLine(state, event)).slice(10).trimEnd() : '';
    };
    expect(line('thread_failed', { error: { code: 'x', message: '429,\n3 retries' } })).toBe(
      'FAILED    429, 3 retries',
    );
    expect(line('retry_scheduled', { attempt: 2, delay_ms: 7_600 })).toBe('retry     2 in 8 s');
    expect(line('tool_call_started', { tool: 'rye/fs/read', input: { path: 'docs/sdk.md' } })).toBe(
      'tool      read docs/sdk.md',
    );
    expect(line('budget_raised', { from_usd: 1, to_usd: 2.5 })).toBe('budget    $1.00 to $2.50');
    expect(line('message_injected', { by: 'ann', text: '\x1b]52;c;eA==\x07look' })).toBe('told      by ann: look');
  });
});
