import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { applyEvent, createRunState, type Event, type RunDocument, toNano } from '#protocol';
import { rye, tempRepository } from './rye.ts';

/** The item that the template `pipeline` is run by. */
export const ITEM = 'run_lead_pipeline';

const LEADS = {
  bakeries: ['oak_and_rye', 'crumb_corner', 'daily_loaf'],
  bike_shops: ['spoke_house', 'two_wheels', 'chain_and_co'],
  florists: ['petal_post', 'green_stem'],
};
const ALL = Object.values(LEADS).flat();

/** Every place of an undisturbed run: three levels, a thread for each niche and for each lead that came so far. */
export const PLACES = [
  'root',
  ...Object.keys(LEADS).map((niche) => `root/discover-${niche}`),
  'root/qualify',
  ...ALL.map((lead) => `root/qualify/scrape-${lead}`),
  ...ALL.filter((lead) => lead !== 'daily_loaf').map((lead) => `root/qualify/score-${lead}`),
  'root/outreach',
  ...['oak_and_rye', 'petal_post', 'spoke_house'].map((lead) => `root/outreach/enrich-${lead}`),
  ...['oak_and_rye', 'spoke_house'].map((lead) => `root/outreach/email-${lead}`),
  'root/state',
].toSorted();

/** Whom the run loses, at which step, and what is said of it. */
export const FAILURES = [
  { step: 'scrape_website', item: 'daily_loaf', why: expect.stringContaining('daily-loaf.example answered 503.') },
  { step: 'score_lead', item: 'two_wheels', why: expect.stringContaining('does not say how many people work there.') },
  { step: 'enrich_contact', item: 'petal_post', why: expect.stringContaining('Nobody is known at Petal Post.') },
];

/** What the root returns. */
export const OUTPUTS = { state: '.ai/data/leads/pipeline.json', found: 8, qualified: 3, emails: 2, failures: FAILURES };

/** A repository with the template in it, as a user would lay it down. */
export async function leadProject(): Promise<string> {
  const project = tempRepository();
  const { code, stderr } = await rye(['init', '--template', 'pipeline', '--force'], { cwd: project });
  expect(code, stderr).toBe(0);
  return project;
}

/** What a run came to, place by place, without what differs from run to run: ids, times, and what was asked twice. */
export function outcomeByPlace({ outputs, status, threads }: RunDocument): Record<string, unknown> {
  const places = threads.map((thread) => [
    thread.place,
    { status: thread.status, outputs: thread.outputs, error: thread.error?.message, limits: spendAndTurns(thread) },
  ]);
  return {
    status,
    outputs,
    threads: Object.fromEntries(places),
  };
}

function spendAndTurns({ limits }: RunDocument['threads'][number]) {
  return { spend: limits.spend, turns: limits.turns };
}

/** The state that the pipeline keeps, as text. */
export function keptState(project: string): string {
  return readFileSync(join(project, OUTPUTS.state), 'utf8');
}

export async function eventsOf(project: string, run: string): Promise<Event[]> {
  const { stdout } = await rye(['log', run, '--json'], { cwd: project });
  return (JSON.parse(stdout) as { events: Event[] }).events;
}

/** No account is ever over its limit, own calls, children and what is set aside taken together: at no event, at no level. */
export function expectNothingOverspent(events: readonly Event[]): void {
  const state = createRunState();
  for (const event of events) {
    applyEvent(state, event);
    for (const { place, account } of state.threads.values()) {
      if (account.limit === undefined) continue;
      const held = account.own + account.children + account.reserved;
      expect(held, `${place} at event ${event.seq}`).toBeLessThanOrEqual(account.limit);
    }
  }
  for (const { place, account } of state.threads.values()) expect(account.reserved, place).toBe(0);
}

/** What the threads cost adds up to what the run cost, and below each thread to what it says of its subtree. */
export function expectSumsToAddUp({ cost, budget, threads }: RunDocument): void {
  const below = (place: string): number =>
    threads
      .filter((other) => other.place === place || other.place.startsWith(`${place}/`))
      .reduce((sum, other) => sum + toNano(other.cost.usd), 0);
  expect(below('root')).toBe(toNano(cost.usd));
  expect(toNano(budget?.spent_usd ?? -1)).toBe(toNano(cost.usd));
  expect(budget?.reserved_usd).toBe(0);
  for (const { place, subtree_usd, limits } of threads) {
    expect(below(place), place).toBe(toNano(subtree_usd));
    if (limits.spend !== undefined) expect(below(place), place).toBeLessThanOrEqual(toNano(limits.spend));
  }
}
