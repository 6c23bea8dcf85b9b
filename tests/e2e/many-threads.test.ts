import { expect, it } from 'vitest';
import { applyEvent, createRunState, type RunDocument } from '#protocol';
import { eventsOf } from '../helpers/lead-pipeline.ts';
import { tempRepository } from '../helpers/rye.ts';
import { leafNames, runWide, writeWideProject } from '../helpers/wide-project.ts';

const LEAVES = 1000;
const AT_ONCE = 20;
/** Far over what it takes (docs/performance.md): who holds on to something of every thread is still found. */
const MOST_MB = 450;

it('runs a thousand threads below one, twenty at once, and loses none', async () => {
  const project = tempRepository();
  writeWideProject(project, { leaves: LEAVES, atOnce: AT_ONCE });
  const { code, stdout, stderr, peakMb } = await runWide(project, 'wide-run');
  expect(code, stderr).toBe(0);
  const names = leafNames(LEAVES);
  const document = JSON.parse(stdout) as RunDocument;
  expect(document.outputs).toEqual({ told: names.map((name) => `${name} saw 3`) });
  expect(document.threads.map(({ place }) => place)).toEqual(['root', ...names.map((name) => `root/${name}`)]);
  const [root, ...leaves] = document.threads;
  for (const { place, status, parent } of leaves)
    expect([place, status, parent]).toEqual([place, 'completed', root?.id]);

  // The root sleeps, so that all slots are the leaves': never more, and more than a parent has unless it is told otherwise.
  const state = createRunState();
  const running = new Set<string>();
  let most = 0;
  for (const event of await eventsOf(project, 'wide-run')) {
    applyEvent(state, event);
    if (state.threads.get(event.thread)?.status === 'running') running.add(event.thread);
    else running.delete(event.thread);
    most = Math.max(most, running.size);
  }
  expect(most).toBeLessThanOrEqual(AT_ONCE);
  expect(most).toBeGreaterThan(5);
  if (peakMb !== undefined) expect(peakMb).toBeLessThan(MOST_MB);
});
