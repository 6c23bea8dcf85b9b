import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCatalog } from '#models';
import { attenuate, type Directive } from '#protocol';
import { survey as bundled, runnable, shipped } from './bundled-items.ts';

/** Directives that another one spawns. */
const SPAWNS: Record<string, string[]> = {
  survey: ['survey/scout', 'survey/writer'],
  run_lead_pipeline: [
    'leads/discover_leads',
    'leads/qualify_leads',
    'leads/prepare_outreach',
    'leads/update_pipeline_state',
  ],
  'leads/qualify_leads': ['leads/scrape_website', 'leads/score_lead'],
  'leads/prepare_outreach': ['leads/enrich_contact', 'leads/generate_email'],
};

describe.each(shipped)('$name', ({ root, library, tools }) => {
  it('has directives that parse without a warning and meet the rules for signing', async () => {
    const items = await library.list('directive');
    expect(items.length).toBeGreaterThan(0);
    for (const { id } of items) {
      const directive = await library.directive(id);
      const stem = id.split('/').at(-1) ?? '';
      expect(directive.warnings, id).toEqual([]);
      expect(directive.name, id).toBe(stem);
      expect(stem).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
      expect(directive.version, id).toMatch(/^\d+\.\d+\.\d+$/);
      expect(directive.description, id).not.toBe('');
      expect(elementOf(directive, 'category'), id).toBe(id.split('/').slice(0, -1).join('/'));
      expect(elementOf(directive, 'author'), id).toMatch(/\S/);
      expect(directive.model?.tier, id).toBeDefined();
      for (const field of [...directive.inputs, ...directive.outputs]) expect(field.description, id).toMatch(/\S/);
    }
  });

  it('has directives to run that say what they may do, how they go about it, and what they return', async () => {
    for (const { id } of await runnable(library)) {
      const { permissions, body, outputs } = await library.directive(id);
      expect(permissions?.length, id).toBeGreaterThan(0);
      expect(body, id).toMatch(/^[\s\S]*<process>[\s\S]*<\/process>/);
      expect(
        outputs.some(({ required }) => required),
        id,
      ).toBe(true);
    }
  });

  it('declares a type for every input', async () => {
    for (const { id } of await library.list('directive')) {
      const { source } = await library.directive(id);
      for (const [tag] of source.text.matchAll(/<input [^>]*>/g)) expect(tag, id).toMatch(/ name="\w+" type="\w+"/);
    }
  });

  it('has knowledge that parses without a warning and meets the rules for signing', async () => {
    for (const { id } of await library.list('knowledge')) {
      const knowledge = await library.knowledge(id);
      expect(knowledge.warnings, id).toEqual([]);
      expect(knowledge.body, id).toMatch(/\S/);
      expect(knowledge.metadata, id).toMatchObject({
        name: id.split('/').at(-1),
        title: expect.any(String),
        version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
        entry_type: expect.any(String),
        category: id.split('/').slice(0, -1).join('/'),
      });
    }
  });

  it('refers only to knowledge that is there', async () => {
    for (const { id } of await library.list('directive')) {
      const { context } = await library.directive(id);
      for (const knowledge of [...context.system, ...context.before, ...context.after]) {
        await expect(library.knowledge(knowledge), id).resolves.toBeDefined();
      }
    }
  });

  it('gives each directive a tier that the catalog knows', async () => {
    const [config, pricing] = await Promise.all(
      ['agent/models', 'agent/pricing'].map((name) => bundled.library.config(name)),
    );
    const catalog = createCatalog({ config: config ?? {}, pricing: pricing ?? {} });
    for (const { id } of await library.list('directive')) {
      const { model } = await library.directive(id);
      expect(catalog.resolve({ id: model?.tier ?? '' }).price.input, id).toBeGreaterThan(0);
    }
  });

  it('lets a parent pass on everything that its children need', async () => {
    for (const { id } of await library.list('directive')) {
      const parent = await library.directive(id);
      for (const childId of SPAWNS[id] ?? []) {
        const child = await library.directive(childId);
        expect(parent.permissions, id).toSatisfy((held: string[]) =>
          held.some((one) => one === `rye.execute.directive.${childId.replace('/', '.')}` || one.endsWith('.*')),
        );
        expect(attenuate(child.permissions, parent.permissions), childId).toEqual(child.permissions);
      }
    }
  });

  it('has tools that declare what they do, what they take and that they may run again', async () => {
    const own = (await tools()).filter(({ source }) =>
      source?.path.startsWith(root === bundled.root ? 'rye:' : '.ai/'),
    );
    // A template of a graph has a graph for a tool.
    expect(own.length + (await library.list('graph')).length).toBeGreaterThan(0);
    for (const { id, description, effect, inputSchema, source } of own) {
      expect(description, id).not.toBe(`Tool ${id} of the project.`);
      expect(effect, id).toBe('none');
      expect(inputSchema, id).toMatchObject({
        type: 'object',
        properties: expect.any(Object),
        additionalProperties: false,
      });
      if (!source?.path.endsWith('.sh')) expect(source?.text, id).toContain(`__category__ = '${id.split('/')[0]}'`);
    }
  });

  it('keeps what rye records out of the index', async () => {
    // npm leaves files named .gitignore out of a package, so a template carries it under another name.
    const file = root === bundled.root ? '.ai/.gitignore' : '.ai/gitignore';
    await expect(readFile(join(root, file), 'utf8')).resolves.toBe('/data/\n');
  });
});

function elementOf({ source }: Directive, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(source.text)?.[1];
}

describe('the settings that ship', () => {
  it('say the limits that the format names as defaults', async () => {
    await expect(bundled.library.config('agent/runtime')).resolves.toMatchObject({
      limits: { turns: 25, tokens: 1_000_000, spend: 5, spawns: 50, depth: 10, duration_seconds: 1800 },
      concurrency: { max_total_threads: 20, max_concurrent_children: 5 },
    });
  });

  it('change no price of the pinned list', async () => {
    await expect(bundled.library.config('agent/pricing')).resolves.toEqual({ models: {} });
  });
});
