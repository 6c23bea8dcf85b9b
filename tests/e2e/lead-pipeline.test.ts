import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  eventsOf,
  expectNothingOverspent,
  expectSumsToAddUp,
  FAILURES,
  ITEM,
  keptState,
  leadProject,
  OUTPUTS,
  outcomeByPlace,
  PLACES,
} from '../helpers/lead-pipeline.ts';
import { rye, ryeJson } from '../helpers/rye.ts';

const offline = ['run', ITEM, '--offline', '--quiet'];

describe('the lead pipeline', () => {
  it('loses leads on the way, names each with the step and the reason, and completes', async () => {
    const project = await leadProject();
    const { code, json } = await ryeJson([...offline, '--run-id', 'leads'], { cwd: project });
    expect(code).toBe(0);
    expect(json.status).toBe('completed');
    expect(json.outputs).toEqual(OUTPUTS);
    expect(json.threads.map(({ place }) => place).toSorted()).toEqual(PLACES);
    const failed = json.threads.filter(({ status }) => status !== 'completed');
    expect(failed.map(({ place, status }) => [place, status])).toEqual([
      ['root/qualify/scrape-daily_loaf', 'error'],
      ['root/qualify/score-two_wheels', 'error'],
      ['root/outreach/enrich-petal_post', 'error'],
    ]);
    expect(JSON.parse(keptState(project))).toMatchObject({
      failures: FAILURES,
      emails: [expect.any(String), expect.any(String)],
    });
    for (const lead of ['oak_and_rye', 'spoke_house'])
      expect(existsSync(join(project, `.ai/data/runs/leads/artifacts/outreach/${lead}.md`))).toBe(true);
  });

  it('spends at no level, at no event, more than its limit there, and adds up to the nano-dollar', async () => {
    const project = await leadProject();
    await ryeJson([...offline, '--run-id', 'leads'], { cwd: project });
    const { json } = await ryeJson(['status', 'leads'], { cwd: project });
    expectSumsToAddUp(json);
    expectNothingOverspent(await eventsOf(project, 'leads'));
    const limits = new Map(json.threads.map(({ directive, limits: { turns, spend } }) => [directive, [turns, spend]]));
    expect(Object.fromEntries(limits)).toEqual({
      run_lead_pipeline: [30, 3],
      'leads/discover_leads': [10, 0.1],
      'leads/qualify_leads': [20, 1],
      'leads/scrape_website': [8, 0.05],
      'leads/score_lead': [4, 0.05],
      'leads/prepare_outreach': [15, 0.8],
      'leads/enrich_contact': [4, 0.05],
      'leads/generate_email': [4, 0.05],
      'leads/update_pipeline_state': [4, 0.05],
    });
  });

  it('comes to the same in a second run, place by place, what it cost included', async () => {
    const project = await leadProject();
    const first = await ryeJson(offline, { cwd: project });
    const kept = keptState(project);
    const second = await ryeJson(offline, { cwd: project });
    expect(second.json.run_id).not.toBe(first.json.run_id);
    expect(outcomeByPlace(second.json)).toEqual(outcomeByPlace(first.json));
    expect(keptState(project)).toBe(kept);
    expect(second.json.cost).toEqual(first.json.cost);
  });

  it('ends as an undisturbed run where its process is killed in each phase, and resumed', async () => {
    const project = await leadProject();
    const whole = await ryeJson([...offline, '--run-id', 'whole'], { cwd: project });
    const kept = keptState(project);
    const killed = ['tool-finished:7', 'child-spawned:5', 'model-reply-received:9', 'tool-started:6'];
    for (const [nth, point] of killed.entries()) {
      const args = nth === 0 ? [...offline, '--run-id', 'cut'] : ['resume', 'cut', '--quiet'];
      const { signal } = await rye(args, { cwd: project, env: { RYE_FAILPOINT: point } });
      expect(signal, point).toBe('SIGKILL');
    }
    const { code, json } = await ryeJson(['resume', 'cut', '--quiet'], { cwd: project });
    expect(code).toBe(0);
    expect(outcomeByPlace(json)).toEqual(outcomeByPlace(whole.json));
    expect(keptState(project)).toBe(kept);
    expectSumsToAddUp(json);
    expectNothingOverspent(await eventsOf(project, 'cut'));
  });

  it('goes on with the other niches where one cannot be searched, and names it', async () => {
    const project = await leadProject();
    writeFileSync(join(project, 'input/niches.json'), '{"niches": ["tailors", "florists"]}\n');
    const { code, json } = await ryeJson(offline, { cwd: project });
    expect(code).toBe(0);
    expect(json.outputs).toMatchObject({
      found: 2,
      failures: [
        { step: 'discover_leads', item: 'tailors', why: expect.stringContaining('No leads are listed for tailors.') },
        FAILURES[2],
      ],
    });
  });

  it('names the leads that there is no money for, and goes on with the others', async () => {
    const project = await leadProject();
    const script = join(project, '.ai/offline/leads/qualify_leads.yaml');
    // Qualification has 1.00: of eight leads at 0.20 each, four can be set aside for beside its own calls.
    writeFileSync(script, readFileSync(script, 'utf8').replace('spend: 0.05', 'spend: 0.2'));
    const { code, json } = await ryeJson([...offline, '--run-id', 'poor'], { cwd: project });
    expect(code).toBe(0);
    expectSumsToAddUp(json);
    expectNothingOverspent(await eventsOf(project, 'poor'));
    const failures = json.outputs?.['failures'] as { item: string; why: string }[];
    const refused = failures.filter(({ why }) => /was not spawned: it wants \$0\.2 and its parent has/.test(why));
    expect(refused.map(({ item }) => item)).toEqual(['two_wheels', 'chain_and_co', 'petal_post', 'green_stem']);
    expect(json.outputs).toMatchObject({ found: 8, qualified: 2, emails: 2 });
  });
});
