import type { Timed } from './record-run.ts';
import { RunScript } from './run-script.ts';

/** The id of the run in `scoutPlanBuild`. */
export const SCOUT_RUN = 'r-7f3a';

const SONNET = 'claude-sonnet-5';
const HAIKU = 'claude-haiku-4-5';

/** The four scouts: turns used, part of the window filled, and USD. */
const SCOUTS = [
  { id: 'scout-1', model: 'gemini-2.5-flash', turns: 8, tokens: 356_000, cost: 0.06 },
  { id: 'scout-2', model: 'gpt-5-codex', turns: 7, tokens: 116_000, cost: 0.11 },
  { id: 'scout-3', model: HAIKU, turns: 4, tokens: 24_000, cost: 0.02 },
  { id: 'scout-4', model: 'gemini-2.5-flash-lite', turns: 10, tokens: 430_000, cost: 0.03 },
] as const;

/**
 * Eight threads that stand as the drawings of the cockpit show them: four scouts (one failed), a planner at work with
 * a thread below it, a builder that waits for it; $1.25 of $5.00 spent. Where the drawing asks for an approval,
 * `docs-fetch` is in the middle of the call.
 */
export function scoutPlanBuild(): Timed[] {
  const script = new RunScript();
  script.begin(
    'lead-1',
    { directive: 'scout-plan-build', model: SONNET, limits: { turns: 30, spend: 5, spawns: 24, depth: 5 } },
    {
      run_id: SCOUT_RUN,
      budget_usd: 5,
      inputs: { task: 'Migrate to new Agent SDK' },
      project: { name: 'shop-api' },
      commit: 'group',
    },
  );
  script.at(8).turns('lead-1', SONNET, 5, { text: 'Four scouts look first.', cost: 0.27, tokens: 90_000 });
  for (const { id, model } of SCOUTS)
    script.at(20).spawn('lead-1', id, { directive: 'scout', model, limits: { turns: 10 } });
  script.add('lead-1', 'thread_waiting', { on: SCOUTS.map(({ id }) => id) });
  for (const { id, model, turns, tokens, cost } of SCOUTS) {
    const fails = id === 'scout-3';
    script.at(60).turns(id, model, turns, {
      text: `What ${id} has found so far.`,
      cost,
      tokens,
      calls: fails
        ? []
        : [{ tool: 'rye/artifacts/write', input: { path: 'relevant-files.md' }, result: { bytes: 812 } }],
    });
    if (fails) failScout(script, id);
    else script.at(296).add(id, 'thread_completed', { outputs: { files: 'relevant-files.md' }, result: 'Found them.' });
  }
  script.at(330).add('lead-1', 'thread_woken', { reason: 'ready' });
  script.turn('lead-1', SONNET, { text: 'Now the plan.', cost: 0.04, tokens: 110_000 });
  script.at(332).spawn('lead-1', 'planner', { directive: 'planner', model: SONNET, limits: { turns: 15, spend: 1 } });
  script.spawn(
    'lead-1',
    'builder',
    { directive: 'builder', model: SONNET, limits: { turns: 15, spend: 1.5 } },
    { started: false },
  );
  script.add('builder', 'thread_waiting', { on: ['planner'] });
  script.add('lead-1', 'thread_waiting', { on: ['planner'] });
  script.at(350).turns(
    'planner',
    SONNET,
    5,
    {
      text: 'What the old guide promises has to hold still.',
      cost: 0.71,
      tokens: 220_000,
      calls: [{ tool: 'rye/file-system/read', input: { path: 'docs/sdk.md' } }],
    },
    [
      'Where is the old client called?',
      'One adapter wraps it; the rest never sees it.',
      'The tests depend on the order of the stream.',
      'Titles are asked for apart; they can move first.',
    ],
  );
  script.at(361).spawn('planner', 'docs-fetch', { directive: 'docs-fetch', model: HAIKU, limits: { turns: 4 } });
  script.at(372).turn('docs-fetch', HAIKU, {
    text: 'The migration guide should say it.',
    cost: 0.01,
    tokens: 12_000,
    calls: [{ tool: 'rye/web/fetch', input: { url: 'https://agent-sdk-docs.example/migrate' } }],
  });
  return script.timed;
}

/** Three tries, then none. */
function failScout(script: RunScript, id: string): void {
  const message = '429 too many requests';
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const frame = { turn: 5, call_id: `retry-${attempt}` };
    script.at(300 + attempt * 8);
    script.add(id, 'model_call_started', { model: HAIKU, provider: 'anthropic', attempt, reserved_usd: 0.01 }, frame);
    const failure = { category: 'rate_limited', code: 'rate_limit_error', message, status: 429 } as const;
    script.add(id, 'model_call_failed', { ...failure, retryable: attempt < 3 }, frame);
  }
  script.add(id, 'thread_failed', {
    error: { code: 'runtime/model-failed', message: '429 after 3 retries' },
  });
}
