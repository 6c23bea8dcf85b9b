import { describe, expect, it } from 'vitest';
import type { Event } from '#protocol';
import { writePipeline } from '../helpers/pipeline.ts';
import { rye, ryeJson, tempRepository, writeFiles } from '../helpers/rye.ts';

describe('a budget', () => {
  it('too small for the job ends with limit_exceeded, and nothing over the cap, children included', async () => {
    const project = tempRepository();
    writePipeline(project, { leaves: 6 });
    for (const budget of [0.005, 0.03, 0.04, 0.06]) {
      const { code, json } = await ryeJson(['run', 'fan', '--offline', '--quiet', '--budget', String(budget)], {
        cwd: project,
      });
      expect(code).toBe(1);
      expect(json.status).toBe('error');
      expect(json.error?.code).toBe('limit_exceeded');
      expect(json.error?.message).toMatch(/^limit_exceeded: spend \(/);
      expect(json.cost.usd).toBeLessThanOrEqual(budget);
      expect(json.budget?.spent_usd).toBeLessThanOrEqual(budget);
      expect(json.budget?.reserved_usd).toBe(0);
      const own = json.threads.reduce((sum, { cost }) => sum + cost.usd, 0);
      expect(own).toBeCloseTo(json.budget?.spent_usd ?? -1, 9);
    }
  });

  it('that some leaves cannot fit into is told to the orchestrator, which goes on with what there is', async () => {
    const project = tempRepository();
    writePipeline(project, { leaves: 6 });
    const { json } = await ryeJson(['run', 'fan', '--offline', '--quiet', '--budget', '0.026'], { cwd: project });
    expect(json.status).toBe('completed');
    expect(json.cost.usd).toBeLessThanOrEqual(0.026);
    const failed = json.threads.filter(({ status }) => status === 'error');
    expect(failed.length).toBeGreaterThan(0);
    for (const { error } of failed) expect(error?.code).toBe('limit_exceeded');
  });

  it('that is raised on resume lets the run go on, and nothing recorded is paid again', async () => {
    const project = tempRepository();
    writePipeline(project, { leaves: 2 });
    const first = await ryeJson(['run', 'fan', '--offline', '--quiet', '--budget', '0.012', '--run-id', 'small'], {
      cwd: project,
    });
    expect(first.json.error?.code).toBe('limit_exceeded');
    const second = await ryeJson(['resume', 'small', '--quiet', '--budget', '2'], { cwd: project });
    expect(second.json.budget?.limit_usd).toBe(2);
    expect(second.json.cost.usd).toBeGreaterThan(first.json.cost.usd);
    const raised = await events(project, 'small', 'budget_raised');
    expect(raised.map(({ data }) => data)).toMatchObject([{ from_usd: 0.012, to_usd: 2 }]);
  });

  it('refuses a spawn beyond what the parent has left by name, and tells the model', async () => {
    const project = tempRepository();
    writePipeline(project, { leaves: 1 });
    writeFiles(project, {
      '.ai/offline/fan.yaml': `turns:
  - calls:
      - name: spawn
        tool: rye_execute
        input: {item_type: directive, item_id: leaf, parameters: {name: dear}, limit_overrides: {spend: 3}}
  - calls:
      - {tool: directive_return, input: {told: ["\${results.spawn.error.code}"]}}
`,
    });
    const { json } = await ryeJson(['run', 'fan', '--offline', '--quiet', '--budget', '1', '--run-id', 'dear'], {
      cwd: project,
    });
    expect(json.outputs).toEqual({ told: ['insufficient_budget'] });
    expect(json.threads).toHaveLength(1);
  });
});

async function events(project: string, runId: string, type: string): Promise<Event[]> {
  const { stdout } = await rye(['log', runId, '--type', type, '--json'], { cwd: project });
  return (JSON.parse(stdout) as { events: Event[] }).events;
}
