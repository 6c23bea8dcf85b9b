import { expect, it } from 'vitest';
import type { SearchHit } from '#protocol';
import { directiveOf, RuntimeFixture } from '../helpers/runtime-fixture.ts';
import { resultsIn, scriptedModel, turnOf } from '../helpers/scripted-model.ts';

it('a search gives as many results as it may, whatever else is found that the thread may not read', async () => {
  const model = scriptedModel((request) =>
    turnOf(request) === 1
      ? { calls: [{ name: 'rye_fetch', input: { query: 'plan', scope: 'knowledge', limit: 2 } }] }
      : { text: 'ok' },
  );
  const directives = [directiveOf('team/lead', { permissions: ['rye.fetch.knowledge.open.*'] })];
  const fixture = new RuntimeFixture({ model, directives });
  const hit = (id: string): SearchHit => ({
    kind: 'knowledge',
    id,
    space: 'project',
    name: id,
    preview: '',
    path: id,
    score: 1,
  });
  const hits = [
    ...Array.from({ length: 20 }, (_, nth) => hit(`secret/${nth}`)),
    hit('open/a'),
    hit('open/b'),
    hit('open/c'),
  ];
  fixture.ports.library.search = async (_query, { limit = 10 } = {}) => hits.slice(0, limit);
  await fixture.start();
  const told = JSON.parse(resultsIn(model.requests.at(-1)!)[0] ?? '{}') as { results: SearchHit[] };
  expect(told.results.map(({ id }) => id)).toEqual(['open/a', 'open/b']);
});
