import { describe, expect, it } from 'vitest';
import { conversationOf, type EventDraft, foldRun, type RunState, type ThreadState } from '#protocol';
import { draftOf, logOf, runOf } from '../../helpers/event-builder.ts';

// Events are a second apart.
const fold = (...drafts: EventDraft[]): RunState => foldRun(logOf([...runOf(), ...drafts]));
const lead = (...drafts: EventDraft[]): ThreadState => fold(...drafts).threads.get('lead-1') as ThreadState;

const started = draftOf('thread_started');
const paused = draftOf('thread_paused');
const unpaused = draftOf('thread_unpaused');
const message = draftOf('message_injected', { text: 'hello' });
const asked = draftOf('model_call_started', {}, { call_id: 'm1', turn: 1 });
const answered = draftOf('model_call_completed', {}, { call_id: 'm1', turn: 1 });
const failed = draftOf('model_call_failed', {}, { call_id: 'm1', turn: 1 });

describe('the time of a paused thread', () => {
  it('stands still from the pause on', () => {
    expect(lead(started, paused, message, message, unpaused).idleMs).toBe(3000);
  });

  it('stands still only once the call in flight has ended', () => {
    expect(lead(started, asked, paused, message, answered, message, unpaused).idleMs).toBe(2000);
    expect(lead(started, asked, paused, message, failed, message, unpaused).idleMs).toBe(2000);
  });

  it('stands still at once where it sleeps', () => {
    expect(lead(started, draftOf('thread_waiting'), paused, message, unpaused).idleMs).toBe(2000);
    expect(lead(started, paused, message, draftOf('thread_waiting'), unpaused).idleMs).toBe(3000);
  });

  it('is taken off once where its driver was gone for a part of it', () => {
    expect(lead(started, paused, message, draftOf('lease_taken'), message, unpaused).idleMs).toBe(4000);
  });

  it('is taken off where it ends while it is paused', () => {
    expect(lead(started, paused, message, draftOf('thread_cancelled')).idleMs).toBe(2000);
  });

  it('counts from the first pause where it is paused twice', () => {
    const twice = lead(started, paused, message, draftOf('thread_paused', { by: 'bob' }));
    expect(twice.pause).toMatchObject({ from: 'running', stillSince: twice.pause?.at });
    expect(lead(started, paused, message, paused, unpaused).idleMs).toBe(3000);
  });
});

describe('the time of a paused run', () => {
  it('stands still, and does not where only its driver was gone for it as well', () => {
    expect(fold(draftOf('run_paused'), message, draftOf('run_unpaused')).idleMs).toBe(2000);
    expect(fold(draftOf('run_paused'), message, draftOf('lease_taken'), draftOf('run_unpaused')).idleMs).toBe(3000);
    expect(fold(draftOf('run_paused'), message, draftOf('run_cancelled'))).toMatchObject({ idleMs: 2000 });
  });
});

describe('a message during a call', () => {
  const texts = (thread: ThreadState): unknown => conversationOf(thread).map(({ role, content }) => [role, content]);

  it('comes after the answer to it', () => {
    const thread = lead(asked, message, answered);
    expect(thread.turns[0]?.injected.map(({ text }) => text)).toEqual(['hello']);
    expect(thread.injectedMeanwhile).toEqual([]);
  });

  it('comes before the call that is made anew', () => {
    const thread = lead(asked, message, failed);
    expect(thread.injectedFirst.map(({ text }) => text)).toEqual(['hello']);
    expect(JSON.stringify(texts(thread))).toContain('hello');
  });

  it('is in no conversation before either', () => {
    expect(JSON.stringify(texts(lead(asked, message)))).not.toContain('hello');
  });
});
