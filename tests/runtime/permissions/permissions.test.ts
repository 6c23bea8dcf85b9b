import { describe, expect, it } from 'vitest';
import type { CapabilityRules, Library } from '#protocol';
import { loadCapabilityRules } from '#runtime';
import { directiveOf, RuntimeFixture, threadAt } from '../../helpers/runtime-fixture.ts';
import { resultsIn, scriptedModel, spawn } from '../../helpers/scripted-model.ts';
import { requestOf, tree } from '../tree.ts';

/** The rules of config files, each of one space. */
const rulesOf = (...values: unknown[]): Promise<CapabilityRules> => {
  const layers = values.map((value, nth) => ({ space: 'project', path: `${nth}/capabilities.yaml`, value }));
  return loadCapabilityRules({ configLayers: async () => layers } as unknown as Library);
};

/** A lead with these permissions that spawns a scout with those. */
function spawning(lead: string[], scout: Partial<Parameters<typeof directiveOf>[1]>, rules?: CapabilityRules) {
  return tree(
    {
      'team/lead': (_request, turn) => (turn === 1 ? { calls: [spawn('team/scout')] } : { text: 'so be it' }),
      'team/scout': () => ({ text: 'done' }),
    },
    {
      parts: {
        'team/lead': { permissions: lead, acknowledgedRisks: [] },
        'team/scout': { acknowledgedRisks: [], ...scout },
      },
      ...(rules && { rules }),
    },
  );
}

const LEAD = ['rye.execute.directive.team.*', 'rye.fetch.*'];

describe('a capability that the parent lacks', () => {
  it('is not held by a child that declares it', async () => {
    const { fixture } = spawning(LEAD, { permissions: ['rye.execute.tool.acme.deploy', 'rye.fetch.knowledge.*'] });
    const { state } = await fixture.start();
    const scout = threadAt(state, 'root/scout[0]');
    expect(scout.capabilities).toEqual(['rye.fetch.knowledge.*']);
    expect(scout.granted).toBeUndefined();
  });

  it('is held where the config grants it to that directive by name, and the event that creates the thread says so', async () => {
    const rules = await rulesOf({ grants: { 'team/scout': ['rye.execute.tool.acme.deploy'] } });
    const { fixture } = spawning(LEAD, { permissions: ['rye.execute.tool.acme.*', 'rye.fetch.*'] }, rules);
    const { state } = await fixture.start();
    expect(threadAt(state, 'root/scout[0]')).toMatchObject({
      capabilities: ['rye.execute.tool.acme.deploy', 'rye.fetch.*'],
      granted: ['rye.execute.tool.acme.deploy'],
    });
  });

  it.each([
    ['another directive', { 'team/other': ['rye.execute.tool.acme.deploy'] }, ['rye.execute.tool.acme.deploy']],
    ['a directive that does not declare it', { 'team/scout': ['rye.execute.tool.acme.deploy'] }, ['rye.fetch.*']],
  ])('is not held by way of a grant to %s', async (_what, grants, permissions) => {
    const { fixture } = spawning(LEAD, { permissions }, await rulesOf({ grants }));
    const { state } = await fixture.start();
    expect(threadAt(state, 'root/scout[0]').capabilities).not.toContain('rye.execute.tool.acme.deploy');
  });
});

describe('a risk', () => {
  const lead = (facts: Parameters<typeof directiveOf>[1], rules?: CapabilityRules) =>
    new RuntimeFixture({
      model: scriptedModel(() => ({ text: 'done' })),
      directives: [directiveOf('team/lead', { acknowledgedRisks: [], ...facts })],
      ...(rules && { rules }),
    });

  it('that is blocked stops a run before anything is written, and says what to do', async () => {
    const fixture = lead({ permissions: ['rye.*'] });
    await expect(fixture.start()).rejects.toMatchObject({
      code: 'runtime/risk-not-acknowledged',
      message: 'team/lead may not run: rye.* is unrestricted, and it does not acknowledge that.',
      hint: expect.stringContaining('<acknowledge risk="unrestricted">'),
    });
    expect(await fixture.store.list()).toEqual([]);
  });

  it('that is acknowledged runs, with the reason in the log', async () => {
    const acknowledgedRisks = [{ risk: 'unrestricted', reason: 'a sandbox' }];
    const { root } = await lead({ permissions: ['rye.*'], acknowledgedRisks }).start();
    expect(root.risks).toEqual([{ risk: 'unrestricted', capabilities: ['rye.*'], acknowledged: 'a sandbox' }]);
  });

  it('is not acknowledged by naming another class', async () => {
    const acknowledgedRisks = [{ risk: 'elevated', reason: 'a sandbox' }];
    await expect(lead({ permissions: ['rye.*'], acknowledgedRisks }).start()).rejects.toMatchObject({
      code: 'runtime/risk-not-acknowledged',
    });
  });

  it('that only wants to be told of is in the log, and stops nothing', async () => {
    const { root, state } = await lead({ permissions: ['rye.execute.tool.rye.bash', 'rye.fetch.*'] }).start();
    expect(state.status).toBe('completed');
    expect(root.risks).toEqual([{ risk: 'elevated', capabilities: ['rye.execute.tool.rye.bash'] }]);
  });

  it('is judged by what a thread may do in the end, not by what it declares', async () => {
    const { fixture } = spawning(LEAD, { permissions: ['rye.*'] });
    const { state } = await fixture.start();
    expect(threadAt(state, 'root/scout[0]')).toMatchObject({ status: 'completed', capabilities: LEAD });
  });

  it('of a child is a refused call, and its parent goes on', async () => {
    const rules = await rulesOf({
      grants: { 'team/scout': ['rye.execute.tool.acme.deploy'] },
      risk: { patterns: [{ pattern: 'rye.execute.tool.acme.deploy', risk: 'unrestricted' }] },
    });
    const { fixture, model } = spawning(LEAD, { permissions: ['rye.execute.tool.acme.deploy'] }, rules);
    const { state } = await fixture.start();
    expect(state).toMatchObject({ status: 'completed', result: 'so be it' });
    expect(state.threads.size).toBe(1);
    expect(resultsIn(requestOf(model, 'team/lead', 2))[0]).toContain('runtime/risk-not-acknowledged');
  });

  it('that a parent acknowledged is acknowledged for a child that declares nothing of its own', async () => {
    const { fixture } = tree(
      {
        'team/lead': (_request, turn) => (turn === 1 ? { calls: [spawn('team/scout')] } : { text: 'so be it' }),
        'team/scout': () => ({ text: 'done' }),
      },
      {
        parts: {
          'team/lead': { acknowledgedRisks: [{ risk: 'unrestricted', reason: 'a sandbox' }] },
          'team/scout': { permissions: [], acknowledgedRisks: [] },
        },
      },
    );
    const { state } = await fixture.start();
    expect(threadAt(state, 'root/scout[0]').risks).toEqual([
      { risk: 'unrestricted', capabilities: ['rye.*'], acknowledged: 'a sandbox' },
    ]);
  });

  it('is what the project says it is, before the user and what ships', async () => {
    const rules = await rulesOf(
      {
        risk: {
          patterns: [{ pattern: 'rye.fetch.*', risk: 'write' }],
          policies: { elevated: 'allow', write: 'block' },
        },
      },
      { risk: { patterns: [{ pattern: 'rye.fetch.*', risk: 'elevated' }], policies: { elevated: 'block' } } },
    );
    await expect(lead({ permissions: ['rye.fetch.*'] }, rules).start()).rejects.toMatchObject({
      data: { risk: 'elevated', capabilities: ['rye.fetch.*'] },
    });
  });
});

describe('config/agent/capabilities.yaml', () => {
  it.each([
    ['a misspelt key', { grant: {} }, ''],
    ['a grant that is no list', { grants: { 'team/scout': 'rye.execute.tool.a' } }, 'grants.team/scout'],
    ['a capability with slashes', { grants: { a: ['rye.execute.tool.a/b'] } }, 'grants.a.0'],
    ['a class that there is not', { risk: { patterns: [{ pattern: 'rye.*', risk: 'huge' }] } }, 'risk.patterns.0.risk'],
    ['a policy that there is not', { risk: { policies: { write: 'ask' } } }, 'risk.policies.write'],
    ['a text', 'grants', ''],
  ])('with %s is refused, and the place is named', async (_what, value, key) => {
    await expect(rulesOf(value)).rejects.toMatchObject({
      code: 'runtime/bad-capability-rules',
      message: expect.stringContaining(`0/capabilities.yaml: ${key === '' ? 'the file' : `"${key}"`} is not usable`),
    });
  });
});
