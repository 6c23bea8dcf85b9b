import { describe, expect, it } from 'vitest';
import { listDirectives, listProviders } from '#app';
import { appContext } from '../helpers/app-context.ts';
import { tempFolder, writeFiles } from '../helpers/rye.ts';

function directive(metadata: string, rest = ''): string {
  return `# It\n\n\`\`\`xml\n<directive name="it" version="1.0.0">\n  <metadata>\n    <description>Does it</description>\n${metadata}\n  </metadata>\n${rest}\n</directive>\n\`\`\`\n\nDo it.\n`;
}

async function listed(files: Record<string, string>) {
  const cwd = tempFolder();
  writeFiles(cwd, files);
  const entries = await listDirectives(appContext(cwd));
  return new Map(entries.map((entry) => [entry.id, entry]));
}

describe('the directives that can be offered', () => {
  it('come with their description, inputs, model and limits, the defaults of the project included', async () => {
    const entries = await listed({
      '.ai/directives/team/it.md': directive(
        '<model tier="haiku" /><limits turns="3" spend="0.25" />',
        '<inputs><input name="task" type="string" required="true">What</input></inputs>',
      ),
    });
    expect(entries.get('team/it')).toEqual({
      id: 'team/it',
      space: 'project',
      path: '.ai/directives/team/it.md',
      description: 'Does it',
      inputs: [{ name: 'task', type: 'string', required: true, description: 'What' }],
      model: { id: 'claude-haiku-4-5', tier: 'haiku' },
      limits: { turns: 3, spend: 0.25, tokens: 1_000_000, duration_seconds: 1800, spawns: 50, depth: 10 },
    });
  });

  it('hold those of the bundle, and of two with one id the one that is run', async () => {
    expect((await listed({})).get('survey')).toMatchObject({ space: 'bundled', limits: { spend: 1 } });
    const own = await listed({ '.ai/directives/survey.md': directive('') });
    expect(own.get('survey')).toMatchObject({ space: 'project', description: 'Does it' });
  });

  it('hold one that does not parse, with the place of its first error', async () => {
    const entries = await listed({ '.ai/directives/broken.md': '# It\n\n```xml\n<directive>\n  <metadata>\n```\n' });
    expect(entries.get('broken')?.problem).toMatchObject({
      code: 'library/invalid-item',
      at: { file: '.ai/directives/broken.md' },
    });
    expect(entries.get('broken')?.problem?.at?.line).toBeGreaterThan(2);
  });

  it('hold one whose model or price is not known: with another model it can be run', async () => {
    const entries = await listed({ '.ai/directives/it.md': directive('<model id="no-such-model" />') });
    expect(entries.get('it')).toMatchObject({ modelProblem: { code: 'models/unknown-model' } });
    expect(entries.get('it')?.problem).toBeUndefined();
  });
});

describe('who could answer', () => {
  it('names the variable that is missing, and never the value of one', () => {
    expect(listProviders(appContext('/'), 'anthropic')).toEqual([
      { name: 'anthropic', ready: false, simulated: false, reason: expect.stringContaining('ANTHROPIC_API_KEY') },
      { name: 'offline', ready: true, simulated: true },
    ]);
    const ready = listProviders(appContext('/', { ANTHROPIC_API_KEY: 'sk-secret' }), 'anthropic');
    expect(ready[0]).toEqual({ name: 'anthropic', ready: true, simulated: false });
    expect(JSON.stringify(ready)).not.toContain('sk-secret');
  });

  it('lists a provider that is taken by default though it can only be named', () => {
    expect(listProviders(appContext('/'), 'replay:survey-aaaaaa').map(({ name }) => name)).toEqual([
      'anthropic',
      'offline',
      'replay:survey-aaaaaa',
    ]);
  });
});
