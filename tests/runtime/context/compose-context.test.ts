import { describe, expect, it } from 'vitest';
import type { HookDefinition, JsonObject } from '#protocol';
import { directiveOf, ofType, RuntimeFixture, threadAt, toolOf } from '../../helpers/runtime-fixture.ts';
import { give, scriptedModel, spawn, turnOf } from '../../helpers/scripted-model.ts';

const knowledge = (id: string, more: JsonObject = {}): JsonObject => ({
  primary: 'execute',
  item_type: 'knowledge',
  item_id: id,
  ...more,
});

function hook(id: string, action: JsonObject, more: Partial<HookDefinition> = {}): HookDefinition {
  return { id, event: 'thread_started', action, ...more };
}

const quiet = () => scriptedModel(() => ({ text: 'done' }));

/** What the first request of a run holds. */
async function told(fixture: RuntimeFixture, inputs: JsonObject = {}) {
  const outcome = await fixture.start({ inputs });
  const context = outcome.root.context;
  return { ...outcome, prompt: context?.prompt ?? '', system: context?.system ?? '', parts: context?.parts ?? [] };
}

function hooked(hooks: HookDefinition[], facts: Partial<ConstructorParameters<typeof RuntimeFixture>[0]> = {}) {
  return new RuntimeFixture({
    model: quiet(),
    directives: [directiveOf('team/lead', { hooks, body: 'BODY' })],
    knowledge: { 'team/rules': 'Rules for ${inputs.who}, and ${this.is.an.example}.', 'team/voice': 'Speak softly.' },
    ...facts,
  });
}

describe('a hook on thread_started', () => {
  it('puts knowledge before the prompt, in an element that names it, filled from what the thread was given', async () => {
    const { prompt } = await told(hooked([hook('rules', knowledge('team/rules'))]), { who: 'bees' });
    expect(prompt).toMatch(
      /^<team-rules id="team\/rules" type="knowledge">\nRules for bees, and \$\{this\.is\.an\.example\}\.\n<\/team-rules>\n\n<directive/,
    );
  });

  it('puts it after the prompt, bare, where it says so', async () => {
    const { prompt } = await told(hooked([hook('voice', knowledge('team/voice'), { position: 'after', wrap: false })]));
    expect(prompt.endsWith('</directive>\n\nSpeak softly.')).toBe(true);
  });

  it('names its item by a placeholder, and does all of a list of actions', async () => {
    const both = {
      id: 'both',
      event: 'thread_started',
      actions: [knowledge('team/${inputs.which}'), knowledge('team/rules')],
    };
    const { parts, events } = await told(hooked([both]), { which: 'voice' });
    expect(parts.map(({ source, id, position }) => [source, id, position])).toEqual([
      ['hook both', 'team/voice', 'before'],
      ['hook both', 'team/rules', 'before'],
      ['directive', 'team/lead', 'prompt'],
    ]);
    expect(ofType(events, 'hook_completed').map(({ data }) => [data.hook, data.action])).toEqual([
      ['both', undefined],
      ['both', 1],
    ]);
  });

  it('does nothing where its condition does not hold', async () => {
    const condition = { path: 'depth', op: 'gt', value: 0 };
    const { parts } = await told(hooked([hook('rules', knowledge('team/rules'), { condition })]));
    expect(parts).toHaveLength(1);
  });

  it('that names what does not exist is recorded with the name, and the thread goes on without it', async () => {
    const { state, events, parts } = await told(
      hooked([hook('gone', knowledge('team/${inputs.x}')), hook('voice', knowledge('team/voice'))]),
      { x: 'nowhere' },
    );
    expect(state.status).toBe('completed');
    expect(ofType(events, 'hook_failed').map(({ data }) => data)).toMatchObject([
      {
        hook: 'gone',
        on: 'thread_started',
        layer: 1,
        error: { code: 'library/unknown-item', message: expect.stringContaining('team/nowhere') },
      },
    ]);
    expect(parts.map(({ id }) => id)).toEqual(['team/voice', 'team/lead']);
  });

  it('that names nothing at all fails, and says so', async () => {
    const { events } = await told(hooked([hook('empty', knowledge('${inputs.absent}'))]));
    expect(ofType(events, 'hook_failed')[0]?.data.error).toMatchObject({ code: 'runtime/hook-refused' });
  });

  it('ends the thread where somebody changed its item after it was signed', async () => {
    const fixture = hooked([hook('rules', knowledge('team/rules'))]);
    const tampered = Object.assign(new (await import('#protocol')).BadRunIdError('x'), {
      code: 'library/tampered-item',
    });
    fixture.ports.library.knowledge = async () => Promise.reject(tampered);
    const { state } = await fixture.start();
    expect(state).toMatchObject({ status: 'error', error: { code: 'library/tampered-item' } });
  });

  it('calls a tool with what its thread may do, and tells what it said', async () => {
    const look = toolOf('test/look', { run: async () => ({ ok: true, result: { content: 'ten files' } }) });
    const action = { primary: 'execute', item_type: 'tool', item_id: 'test/look', params: { for: '${thread_id}' } };
    const { prompt, root } = await told(hooked([hook('look', action)], { tools: [look] }));
    expect(look.runs).toEqual([{ for: root.id }]);
    expect(prompt).toContain('<look id="test/look" type="tool">\nten files\n</look>');

    const bound = new RuntimeFixture({
      model: quiet(),
      directives: [directiveOf('team/lead', { hooks: [hook('look', action)], permissions: ['rye.fetch.*'] })],
      tools: [look],
    });
    const { events } = await bound.start();
    expect(look.runs).toHaveLength(1);
    expect(ofType(events, 'hook_failed')[0]?.data.error.message).toContain('it lacks rye.execute.tool.test.look');
  });
});

describe('hooks of config files', () => {
  const config = {
    'agent/hooks': [
      {
        space: 'user' as const,
        path: '~/.ai/config/agent/hooks.yaml',
        value: { hooks: [hook('u', knowledge('k/user')) as unknown as JsonObject] },
      },
      {
        space: 'project' as const,
        path: '.ai/config/agent/hooks.yaml',
        value: {
          hooks: [
            hook('p', knowledge('k/project')) as unknown as JsonObject,
            hook('early', knowledge('k/early'), { layer: -1 }) as unknown as JsonObject,
          ],
        },
      },
    ],
  };
  const texts = { 'k/user': 'U', 'k/project': 'P', 'k/early': 'E', 'k/own': 'O' };

  it('run in the order of their layers: the user’s, the directive’s own, the project’s; a layer that is named wins', async () => {
    const { parts } = await told(hooked([hook('own', knowledge('k/own'))], { config, knowledge: texts }));
    expect(parts.map(({ id }) => id)).toEqual(['k/early', 'k/user', 'k/own', 'k/project', 'team/lead']);
  });

  it('are pinned: a file that is changed, or that comes, changes nothing of a run', async () => {
    const files: typeof config = structuredClone(config);
    const fixture = hooked([], {
      config: files,
      knowledge: texts,
      model: scriptedModel((request) =>
        request.asker.place === 'root' && turnOf(request) === 1 ? { calls: [spawn('team/lead')] } : { text: 'done' },
      ),
    });
    fixture.ports.library.configLayers = async (name) => {
      const layers = name === 'agent/hooks' ? structuredClone(files['agent/hooks']) : [];
      files['agent/hooks'] = [];
      return layers;
    };
    const { state, events } = await fixture.start();
    expect(threadAt(state, 'root/lead[0]').context?.parts.map(({ id }) => id)).toEqual([
      'k/early',
      'k/user',
      'k/project',
      'team/lead',
    ]);
    expect(ofType(events, 'definition_pinned').filter(({ data }) => data.kind === 'config')).toHaveLength(1);
  });

  it('are left out by their id, and items by theirs, where the directive suppresses them', async () => {
    const lead = directiveOf('team/lead', {
      context: { system: [], before: [], after: [], suppress: ['p', 'k/user'] },
    });
    const { root } = await hooked([], { config, knowledge: texts, directives: [lead] }).start();
    expect(root.context?.parts.map(({ id }) => id)).toEqual(['k/early', 'team/lead']);
  });
});

it('hooks on build_system_prompt stand before the system text of the directive', async () => {
  const lead = directiveOf('team/lead', {
    hooks: [hook('voice', knowledge('team/voice'), { event: 'build_system_prompt', wrap: false })],
    context: { system: ['team/rules'], before: [], after: [], suppress: [] },
  });
  const { root } = await hooked([], { directives: [lead] }).start();
  expect(root.context?.system).toBe('Speak softly.\n\nRules for ${inputs.who}, and ${this.is.an.example}.');
});

describe('a thread of the run as knowledge', () => {
  function family() {
    const model = scriptedModel((request) => {
      if (request.asker.directive === 'team/scaffold') return { calls: [give({ folder: 'src/new' })] };
      if (request.asker.directive !== 'team/lead') return { text: 'built' };
      if (turnOf(request) === 1) return { calls: [spawn('team/scaffold', { key: 'scaffold' })] };
      if (turnOf(request) > 2) return { text: 'done' };
      const id = /"thread_id":"([^"]+)"/.exec(JSON.stringify(request.messages).replaceAll('\\"', '"'))?.[1] ?? '';
      return { calls: [spawn('team/build', { parameters: { scaffold_thread_id: id } })] };
    });
    const build = directiveOf('team/build', {
      hooks: [hook('scaffold', knowledge('agent/threads/${inputs.scaffold_thread_id}'))],
    });
    const fixture = new RuntimeFixture({
      model,
      directives: [
        directiveOf('team/lead'),
        directiveOf('team/scaffold', { outputs: [{ name: 'folder', type: 'string', required: true }] }),
        build,
      ],
    });
    return { fixture, model };
  }

  it('brings what another thread came to into a prompt, and asks no model for it', async () => {
    const { fixture, model } = family();
    const { state } = await fixture.start();
    expect(threadAt(state, 'root/build[0]').context?.prompt).toContain('"folder": "src/new"');
    expect(model.requests.map(({ asker }) => asker.directive)).toEqual([
      'team/lead',
      'team/scaffold',
      'team/lead',
      'team/build',
      'team/lead',
    ]);
  });

  it('that the run does not have fails the hook alone', async () => {
    const { state, events } = await told(hooked([hook('s', knowledge('agent/threads/${inputs.id}'))]), {
      id: 'other/run-1740200000',
    });
    expect(state.status).toBe('completed');
    expect(ofType(events, 'hook_failed')[0]?.data.error.message).toContain('agent/threads/other/run-1740200000');
  });
});

describe('a directive that extends others', () => {
  const context = (more: Partial<Record<'system' | 'before' | 'after' | 'suppress', string[]>>) => ({
    system: [],
    before: [],
    after: [],
    suppress: [],
    ...more,
  });
  const texts = { a: 'A', b: 'B', c: 'C', d: 'D' };

  it('has their context, the root’s first and nothing twice, and what any of them suppresses is left out', async () => {
    const directives = [
      directiveOf('team/lead', { extends: 'team/mid', context: context({ before: ['c', 'a'], suppress: ['d'] }) }),
      directiveOf('team/mid', { extends: 'team/base', context: context({ before: ['b', 'd'] }) }),
      directiveOf('team/base', { context: context({ before: ['a'], system: ['d', 'b'] }) }),
    ];
    const { root, events } = await hooked([], { directives, knowledge: texts }).start();
    expect(root.context?.parts.map(({ id, position }) => `${position} ${id}`)).toEqual([
      'system b',
      'before a',
      'before b',
      'before c',
      'prompt team/lead',
    ]);
    expect(ofType(events, 'definition_pinned').map(({ data }) => data.id)).toEqual(
      ['team/lead', 'team/mid', 'team/base', 'b', 'a', 'b', 'c'].filter((id, index, all) => all.indexOf(id) === index),
    );
  });

  it('may do what the nearest of them may, where it says nothing itself', async () => {
    const { permissions: _none, ...facts } = directiveOf('team/lead', { extends: 'team/mid' });
    const directives = [
      { ...facts, source: { ...facts.source, text: JSON.stringify({ ...facts, source: undefined }) } },
      directiveOf('team/mid', { extends: 'team/base', permissions: ['rye.fetch.knowledge.*'] }),
      directiveOf('team/base', { permissions: ['rye.*'] }),
    ];
    const { root } = await hooked([], { directives }).start();
    expect(root.capabilities).toEqual(['rye.fetch.knowledge.*']);
  });

  it('in a circle, or one that is not there, does not run, and the chain is told', async () => {
    const circle = [
      directiveOf('team/lead', { extends: 'team/base' }),
      directiveOf('team/base', { extends: 'team/lead' }),
    ];
    await expect(hooked([], { directives: circle }).start()).rejects.toMatchObject({
      code: 'runtime/bad-extends',
      message: expect.stringContaining('team/lead → team/base → team/lead'),
    });
    await expect(
      hooked([], { directives: [directiveOf('team/lead', { extends: 'team/gone' })] }).start(),
    ).rejects.toMatchObject({
      code: 'runtime/bad-extends',
      message: expect.stringContaining('there is no directive "team/gone"'),
    });
  });

  it('extends what a hook on resolve_extends of the project sets, before the user’s', async () => {
    const set = (id: string, target: string) => ({
      id,
      event: 'resolve_extends',
      action: { set_extends: target },
      condition: { path: 'directive', op: 'eq', value: 'team/lead' },
    });
    const config = {
      'agent/hooks': [
        { space: 'user' as const, path: 'u', value: { hooks: [set('u', 'team/other')] } },
        { space: 'project' as const, path: 'p', value: { hooks: [set('p', 'team/base')] } },
      ],
    };
    const directives = [directiveOf('team/lead'), directiveOf('team/base', { context: context({ before: ['a'] }) })];
    const { root } = await hooked([], { directives, knowledge: texts, config }).start();
    expect(root.context?.parts.map(({ id }) => id)).toEqual(['a', 'team/lead']);
  });
});

describe('a thread that goes on with another’s work', () => {
  const full = { usage: { input_tokens: 690, output_tokens: 5 } };
  const look = { name: 'test_look', input: {} };

  it('is told by hooks on thread_continued, before all else that comes after the turns it still sees', async () => {
    const hooks = [
      hook('start', knowledge('team/voice')),
      hook('on', knowledge('team/rules'), { event: 'thread_continued', position: 'after' }),
    ];
    const model = scriptedModel(({ messages }) =>
      messages.length > 1 ? { text: 'done' } : { text: 'looking', calls: [look], ...full },
    );
    const { state } = await hooked(hooks, { model, tools: [toolOf('test/look')], window: 700 }).start({
      inputs: { who: '${previous_thread_id}' },
    });
    const link = threadAt(state, 'root+1');
    expect(threadAt(state, 'root').context?.parts.map(({ id }) => id)).toEqual(['team/voice', 'team/lead']);
    expect(link.context?.parts.map(({ id }) => id)).toEqual(['team/lead', 'team/rules']);
    expect(link.context?.prompt).not.toContain('Rules for');
    const last = model.requests.at(-1)?.messages.at(-1);
    const texts = last?.content.flatMap((block) => (block.type === 'text' ? [block.text] : []));
    // What was given to the thread is no template: a placeholder in it stays as it is.
    expect(last?.role).toBe('user');
    expect(texts?.[0]).toMatch(/^<team-rules id="team\/rules" type="knowledge">\nRules for \$\{previous_thread_id\}, /);
  });
});
