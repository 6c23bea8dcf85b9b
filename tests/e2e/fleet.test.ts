import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Event, RunDocument } from '#protocol';
import { fleetProject, TASK } from '../helpers/fleet-session.ts';
import { checkout, rye, ryeJson } from '../helpers/rye.ts';
import { startScriptServer } from '../helpers/script-server.ts';

const RUN = ['run', 'fleet', '-i', `task=${TASK}`, '--budget', '5', '--run-id', 'documented', '--quiet'];
const KEY = 'sk-ant-test-0123456789abcdef';

/** What the model calls of each place took in, in order, as their events tell. */
function inputsByPlace(events: Event[]): Map<string, number[]> {
  const places = new Map<string, string>();
  const inputs = new Map<string, number[]>();
  for (const event of events) {
    if (event.type === 'thread_created') places.set(event.thread, event.data.place);
    if (event.type !== 'model_call_completed') continue;
    const { input_tokens, cache_read_tokens, cache_write_tokens } = event.data.usage;
    const place = places.get(event.thread) ?? '';
    inputs.set(place, [...(inputs.get(place) ?? []), input_tokens + cache_read_tokens + cache_write_tokens]);
  }
  return inputs;
}

async function expectSession(cwd: string, document: RunDocument): Promise<void> {
  expect(document.status).toBe('completed');
  expect(document.outputs).toMatchObject({
    report: 'docs/frontend.md does not name docs/backend.md.',
    files: ['docs/frontend.md'],
  });
  expect(readFileSync(join(cwd, 'docs/frontend.md'), 'utf8')).toContain('See also the other.');
  expect(document.threads.map(({ place }) => place)).toEqual([
    'root',
    'root/frontend-writer',
    'root/backend-writer',
    'root/checker',
    'root/frontend-writer+1',
  ]);
  const { json } = await ryeJson<{ events: Event[] }>(['log', 'documented', '--json'], { cwd });
  const inputs = inputsByPlace(json.events);
  const root = inputs.get('root') ?? [];
  const agents = [...inputs].filter(([place]) => place !== 'root').flatMap(([, tokens]) => tokens);
  // What the agents read, tens of thousands of tokens, never comes to the one who commands them.
  expect(Math.max(...agents)).toBeGreaterThan(8000);
  expect(Math.max(...root)).toBeLessThan(Math.max(...agents) / 2);
  // While it sleeps it asks nothing: between two of its turns lies all that the agents did.
  expect(root).toHaveLength(10);
  const growth = root.slice(1).map((tokens, nth) => tokens - (root[nth] ?? 0));
  expect(Math.max(...growth)).toBeLessThan(1500);
}

it('the page about fleets names the run of it as it is made', () => {
  const page = readFileSync(join(checkout, 'docs', 'fleet.md'), 'utf8');
  expect(page).toContain(`$ rye run fleet -i task="${TASK}" --budget 5`);
});

describe('a fleet that writes documentation', () => {
  it('offline: two writers, one who checks, one sent back; the one who commands them stays small', async () => {
    const cwd = fleetProject();
    const { json, code, stderr } = await ryeJson<RunDocument>([...RUN, '--offline'], { cwd });
    expect(code, stderr).toBe(0);
    await expectSession(cwd, json);
    const log = await rye(['log', 'documented'], { cwd });
    expect(log.stdout).toContain('agent checker deleted by root');
  });

  it('over HTTP comes to the same', async () => {
    const cwd = fleetProject();
    const server = await startScriptServer(cwd);
    onTestFinished(() => server.close());
    const env = { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: server.url };
    const { json, code, stderr } = await ryeJson<RunDocument>(RUN, { cwd, env });
    expect(code, stderr).toBe(0);
    expect(json).toMatchObject({ simulated: false, provider: 'anthropic' });
    await expectSession(cwd, json);
  });
});
