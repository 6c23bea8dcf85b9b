import { createReplayModel } from '#models';
import type { Event, ModelFailure } from '#protocol';
import type { FakeClock } from '../../helpers/fake-clock.ts';
import { type Outcome, ofType, type RuntimeFixture } from '../../helpers/runtime-fixture.ts';

/** Puts a recorded run in the place of a fixture's model; its clock is another one, so that no id is the same. */
export function replayIn(fixture: RuntimeFixture, recorded: readonly Event[]): RuntimeFixture {
  fixture.ports.model = createReplayModel(recorded);
  (fixture.ports.clock as FakeClock).nowMs += 86_400_000 + 12_345;
  return fixture;
}

/** Every `replay_miss` of a run, as its message. */
export function missesOf({ events }: Outcome): string[] {
  return ofType(events, 'model_call_failed')
    .filter(({ data }) => data.category === ('replay_miss' satisfies ModelFailure['category']))
    .map(({ data }) => data.message);
}

/**
 * What was asked and answered, call by call, without the ids and times that differ from run to run. Whether a call that
 * its own run cancels is made at all depends on who is faster.
 */
export function callsOf(events: readonly Event[]): string[] {
  const places = new Map<string, string>();
  const told: string[] = [];
  for (const event of events) {
    if (event.type === 'thread_created') places.set(event.thread, event.data.place);
    const place = places.get(event.thread);
    if (event.type === 'model_call_completed') {
      const names = event.data.content.map((block) => (block.type === 'tool_use' ? block.name : block.type));
      told.push(`${place} ${event.call_id} ${names.join(' ')} ${JSON.stringify(event.data.usage)}`);
    }
    if (event.type === 'model_call_failed' && event.data.category !== 'cancelled')
      told.push(`${place} ${event.call_id} failed ${event.data.category}`);
  }
  return told.toSorted();
}
