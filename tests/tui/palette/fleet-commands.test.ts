import { describe, expect, it } from 'vitest';
import type { RunFeed } from '#app';
import { type EventDraft, foldRun } from '#protocol';
import { openPalette } from '../../../src/tui/palette/palette.ts';
import { draftOf, logOf } from '../../helpers/event-builder.ts';
import { play, surroundings } from '../overlays/world.ts';

const ROOT = 'fleet-1-abcd';
const FLEET = ['rye.execute.tool.rye.agent.fleet.*'];

function agent(name: string, thread: string): EventDraft {
  return draftOf(
    'thread_created',
    { place: `root/${name}`, directive: `fleet/${name}-0a1b`, parent: ROOT, depth: 1, agent: name },
    { thread },
  );
}

/** A run that commands a builder, which is at work, and a scout, which has ended. */
function fleet(...more: EventDraft[]): RunFeed {
  const events = logOf([
    draftOf('run_started', { run_id: 'fleet-aaaaaa', item: 'fleet', root: ROOT }, { thread: ROOT }),
    draftOf('thread_created', { capabilities: FLEET }, { thread: ROOT }),
    draftOf('thread_started', {}, { thread: ROOT }),
    agent('builder', 'builder-2-abcd'),
    draftOf('thread_started', {}, { thread: 'builder-2-abcd' }),
    agent('scout', 'scout-3-abcd'),
    draftOf('thread_started', {}, { thread: 'scout-3-abcd' }),
    draftOf('thread_completed', { outputs: {} }, { thread: 'scout-3-abcd' }),
    ...more,
  ]);
  return { runId: 'fleet-aaaaaa', phase: 'ready', state: foldRun(events), events, live: new Map() };
}

/** What a line comes to, its place in the history left out; else what the palette says. */
function said(line: string, feed: RunFeed | undefined = fleet()): unknown[] {
  const around = surroundings(feed ? { feed } : {});
  const { demands, overlay } = play(openPalette(), around, { type: line }, { keys: 'enter' });
  const done = demands.filter(({ kind }) => kind !== 'remember');
  return done.length > 0 ? done : [overlay?.kind === 'palette' ? overlay.message : undefined];
}

function told(text: string, thread?: string): unknown[] {
  const wish = { kind: 'message', text, ...(thread !== undefined && { thread }) };
  return [{ kind: 'steer', runId: 'fleet-aaaaaa', wish }];
}

describe('slash commands for a fleet', () => {
  it('ask the one who commands it to create an agent', () => {
    expect(said('/create-agent tester "Run the tests" and say what fails')).toEqual(
      told('Create an agent named tester for this task: "Run the tests" and say what fails'),
    );
  });

  it('tell an agent at work what it is to do, itself', () => {
    expect(said('/command-agent builder Use tabs.')).toEqual(told('Use tabs.', 'builder-2-abcd'));
  });

  it('have one that has ended commanded by the one who created it', () => {
    expect(said('/command-agent scout Look again.')).toEqual(told('Command the agent scout: Look again.'));
  });

  it('end an agent after a question', () => {
    expect(said('/delete-agent builder')).toEqual([
      { kind: 'openConfirm', wish: 'kill', target: { runId: 'fleet-aaaaaa', thread: 'builder-2-abcd' } },
    ]);
    expect(said('/delete-agent scout')).toEqual(['scout has ended: it is completed.']);
  });

  it('ask for all to be deleted; where the run has ended, by letting it go on', () => {
    expect(said('/delete-all-agents')).toEqual(told('Delete all agents.'));
    const ended = fleet(draftOf('thread_completed', { outputs: {} }, { thread: ROOT }));
    expect(said('/delete-all-agents', ended)).toEqual([
      { kind: 'resume', runId: 'fleet-aaaaaa', request: { message: 'Delete all agents.' } },
    ]);
  });

  it.each([
    ['/create-agent tester', 'Which agent, and what for? /create-agent NAME TASK'],
    ['/command-agent', 'Which agent, and what? /command-agent NAME TASK'],
    ['/delete-agent', 'Which agent? /delete-agent NAME'],
    ['/delete-agent buildr', 'There is no agent buildr. Nearest: builder'],
  ])('%s says what is missing', (line, message) => {
    expect(said(line)).toEqual([message]);
  });

  it('need an open run', () => {
    const around = surroundings();
    const { feed: _none, ...nothing } = around;
    const { overlay } = play(openPalette(), nothing, { type: '/create-agent a b' }, { keys: 'enter' });
    expect(overlay).toMatchObject({ message: expect.stringContaining('No run with a fleet is open') });
  });
});
