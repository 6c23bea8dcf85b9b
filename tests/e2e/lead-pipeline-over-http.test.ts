import { describe, expect, it, onTestFinished } from 'vitest';
import {
  eventsOf,
  expectNothingOverspent,
  expectSumsToAddUp,
  ITEM,
  keptState,
  leadProject,
  OUTPUTS,
  outcomeByPlace,
} from '../helpers/lead-pipeline.ts';
import type { Answer } from '../helpers/messages-server.ts';
import { paidFor, settledNano } from '../helpers/paid.ts';
import { rye, ryeJson } from '../helpers/rye.ts';
import { type AskedCall, type ScriptServerOptions, startScriptServer } from '../helpers/script-server.ts';

const KEY = 'sk-ant-test-0123456789abcdef';

describe('the lead pipeline with a model over HTTP', () => {
  it('comes to the same as offline, place by place, and costs what the server reported', async () => {
    const { project, server, env } = await site();
    const offline = await ryeJson(['run', ITEM, '--offline', '--quiet'], { cwd: project });
    const kept = keptState(project);
    const { code, json, stderr } = await ryeJson(['run', ITEM, '--quiet', '--run-id', 'http'], { cwd: project, env });
    expect(code, stderr).toBe(0);
    expect(json).toMatchObject({ simulated: false, provider: 'anthropic' });
    expect(outcomeByPlace(json)).toEqual(outcomeByPlace(offline.json));
    expect(keptState(project)).toBe(kept);
    expect(json.cost).toMatchObject({ model_calls: server.journal.length, unsettled_usd: 0 });
    expect(settledNano(json.cost)).toBe(paidFor(server.journal));
    expectSumsToAddUp(json);
    expectNothingOverspent(await eventsOf(project, 'http'));
  });

  it('survives refused, overloaded and broken answers, asks each again, and pays for nothing twice', async () => {
    const hit = new Set<string>();
    const { project, server, env } = await site({
      instead: (asked, frames) => {
        const [name, answer] = faultFor(asked, frames) ?? [];
        if (name !== undefined) hit.add(name);
        return answer;
      },
    });
    const { code, json, stderr } = await ryeJson(['run', ITEM, '--quiet', '--run-id', 'bad-day'], {
      cwd: project,
      env,
    });
    expect(code, stderr).toBe(0);
    expect(json.outputs).toEqual(OUTPUTS);
    expect([...hit].toSorted()).toEqual(Object.keys(faults).toSorted());

    const events = await eventsOf(project, 'bad-day');
    const failed = events.flatMap((event) => (event.type === 'model_call_failed' ? [event.data] : []));
    expect(failed).toHaveLength(hit.size);
    const retries = events.flatMap((event) => (event.type === 'retry_scheduled' ? [event.data] : []));
    expect(retries).toHaveLength(hit.size);
    for (const word of ['rate_limited', 'overloaded', 'transient'])
      expect(
        retries.some(({ reason }) => reason.startsWith(`${word}: `)),
        word,
      ).toBe(true);
    const { stdout } = await rye(['log', 'bad-day', '--type', 'retry_scheduled'], { cwd: project });
    expect(stdout.trim().split('\n')).toHaveLength(hit.size);

    // Every answer once, and beyond what was reported only what a broken stream may have cost.
    const answered = events
      .filter(({ type }) => type === 'model_call_completed')
      .map(({ thread, turn }) => `${thread} ${turn}`);
    expect(new Set(answered).size).toBe(answered.length);
    expect(json.cost.model_calls).toBe(server.journal.length);
    expect(settledNano(json.cost)).toBe(paidFor(server.journal));
    const unsettled = failed.filter(({ unsettled_usd = 0 }) => unsettled_usd > 0);
    expect(unsettled.map(({ category }) => category)).toEqual(['transient', 'transient', 'transient']);
    expectSumsToAddUp(json);
    expectNothingOverspent(events);
  });
});

type Fault = (asked: AskedCall, frames: string[]) => Answer | undefined;

/** What goes wrong, once each. Those that have to be waited for, two seconds long, go wrong at the same time. */
const faults: Readonly<Record<string, Fault>> = {
  'a rate limit that says when': ({ directive, inputs, turn, attempt }) =>
    directive === 'leads/discover_leads' && inputs['niche'] === 'bakeries' && turn === 1 && attempt === 1
      ? { status: 429, headers: { 'retry-after': '0' }, body: bodyOf('rate_limit_error') }
      : undefined,
  'an overload of a sub-orchestrator': ({ directive, turn, attempt }) =>
    directive === 'leads/qualify_leads' && turn === 1 && attempt === 1
      ? { status: 529, headers: { 'retry-after-ms': '5' }, body: bodyOf('overloaded_error') }
      : undefined,
  'a rate limit that says nothing': (asked) =>
    isScrape(asked, 'crumb_corner', 2, 1) ? { status: 429, body: bodyOf('rate_limit_error') } : undefined,
  'an overload that says nothing': (asked) =>
    isScrape(asked, 'spoke_house', 1, 1) ? { status: 529, body: bodyOf('overloaded_error') } : undefined,
  'a stream that breaks before it says anything': (asked, frames) =>
    isScrape(asked, 'daily_loaf', 1, 1) ? { frames, cutAt: 10, ending: 'destroy' } : undefined,
  'a stream that breaks in a tool call': (asked, frames) =>
    isScrape(asked, 'oak_and_rye', 2, 1)
      ? { frames, cutAt: lengthOf(frames.slice(0, -4)), ending: 'destroy' }
      : undefined,
  'a rate limit behind the broken stream': (asked) =>
    isScrape(asked, 'oak_and_rye', 2, 2)
      ? { status: 429, headers: { 'retry-after': '0' }, body: bodyOf('rate_limit_error') }
      : undefined,
  'a stream that ends before its end': (asked, frames) =>
    isScrape(asked, 'two_wheels', 1, 1) ? { frames: frames.slice(0, -2), ending: 'end' } : undefined,
  'an overload of the root’s last turn': ({ directive, turn, attempt }) =>
    directive === ITEM && turn === 9 && attempt === 1
      ? { status: 529, headers: { 'retry-after': '0' }, body: bodyOf('overloaded_error') }
      : undefined,
};

function faultFor(asked: AskedCall, frames: string[]): [string, Answer] | undefined {
  for (const [name, fault] of Object.entries(faults)) {
    const answer = fault(asked, frames);
    if (answer) return [name, answer];
  }
  return undefined;
}

function isScrape({ directive, inputs, turn, attempt }: AskedCall, lead: string, atTurn: number, nth: number): boolean {
  const { id } = (inputs['lead'] ?? {}) as { id?: string };
  return directive === 'leads/scrape_website' && id === lead && turn === atTurn && attempt === nth;
}

function bodyOf(type: string): string {
  return JSON.stringify({ error: { type, message: 'come again' } });
}

function lengthOf(frames: string[]): number {
  return Buffer.byteLength(frames.join(''));
}

async function site(options: ScriptServerOptions = {}) {
  const project = await leadProject();
  const server = await startScriptServer(project, options);
  onTestFinished(() => server.close());
  return { server, project, env: { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: server.url } };
}
