import { describe, expect, it } from 'vitest';
import { askingProject, LEAD, SCOUT } from '../helpers/asking-project.ts';
import { eventsOf } from '../helpers/lead-pipeline.ts';
import { git, rye, ryeJson, writeFiles } from '../helpers/rye.ts';

const RUN = 'the-run';
const FORK = 'the-fork';

/** A run of which one scout has ended, and whose driver was killed before the other began. */
async function halfProject(): Promise<string> {
  const cwd = askingProject();
  const { signal } = await rye(['run', 'lead', '--offline', '--run-id', RUN, '--quiet'], {
    cwd,
    env: { RYE_FAILPOINT: 'child-spawned:2' },
  });
  expect(signal).toBe('SIGKILL');
  return cwd;
}

const promptsOf = async (cwd: string, run: string): Promise<string[]> =>
  (await eventsOf(cwd, run)).flatMap((event) => (event.type === 'context_composed' ? [event.data.prompt] : []));

describe('rye resume --latest', () => {
  it('says what has changed and what still holds, and goes on in a fork with the texts of today', async () => {
    const cwd = await halfProject();
    writeFiles(cwd, { '.ai/directives/scout.md': SCOUT.replace('Read {input', 'Read with care {input') });
    const { code, stdout, stderr } = await rye(['resume', RUN, '--latest', '--run-id', FORK, '--json'], { cwd });
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ run_id: FORK, outputs: { said: 'notes first second' } });
    expect(stderr).toMatch(/directive scout has changed: [0-9a-f]{12} → [0-9a-f]{12}\n/);
    expect(stderr).toContain(
      'rye: root/one has ended, and keeps what it did: what it is told is another text: "Read with care one.txt."',
    );
    expect(stderr).toContain(`${FORK} goes on, forked from ${RUN}@`);
    const prompts = await promptsOf(cwd, FORK);
    expect(prompts.filter((prompt) => prompt.includes('Read one.txt'))).toHaveLength(1);
    expect(prompts.filter((prompt) => prompt.includes('with care two.txt'))).toHaveLength(1);
  });

  it('leaves the run as it was: it goes on with the texts that it pinned', async () => {
    const cwd = await halfProject();
    writeFiles(cwd, { '.ai/directives/scout.md': SCOUT.replace('Read {input', 'Read with care {input') });
    await rye(['resume', RUN, '--latest', '--run-id', FORK, '--quiet'], { cwd });
    const { json } = await ryeJson(['resume', RUN], { cwd });
    expect(json).toMatchObject({ run_id: RUN, status: 'completed', outputs: { said: 'notes first second' } });
    expect((await promptsOf(cwd, RUN)).join()).not.toContain('with care');
    const { stdout, code } = await rye(['fsck'], { cwd });
    expect(code, stdout).toBe(0);
  });

  it('tells a thread that has begun anew, and keeps the turns that it has taken', async () => {
    const cwd = await halfProject();
    writeFiles(cwd, { '.ai/directives/lead.md': LEAD.replace('Find out', 'Find out quickly') });
    const { json } = await ryeJson(['resume', RUN, '--latest', '--run-id', FORK], { cwd });
    expect(json).toMatchObject({ status: 'completed', outputs: { said: 'notes first second' } });
    const roots = (await promptsOf(cwd, FORK)).filter((prompt) => prompt.includes('name="lead"'));
    expect(roots.map((prompt) => /Find out .*/.exec(prompt)?.[0])).toEqual([
      'Find out about rye.',
      'Find out quickly about rye.',
    ]);
    expect(json.threads[0]?.cost.turns).toBe(3);
  });

  it('goes on with the run itself where nothing has changed', async () => {
    const cwd = await halfProject();
    const { code, stderr, stdout } = await rye(['resume', RUN, '--latest', '--json'], { cwd });
    expect([code, stderr]).toEqual([0, expect.stringContaining(`nothing that ${RUN} uses has changed`)]);
    expect(JSON.parse(stdout)).toMatchObject({ run_id: RUN, status: 'completed' });
  });

  it('changes nothing where a text of today is gone or does not parse', async () => {
    const cwd = await halfProject();
    const before = git(`${cwd}/.ai/data`, 'for-each-ref');
    writeFiles(cwd, { '.ai/directives/scout.md': 'nothing to see' });
    const broken = await ryeJson<{ error: { code: string } }>(['resume', RUN, '--latest'], { cwd });
    expect([broken.code, broken.json.error.code]).toEqual([2, 'library/invalid-item']);
    git(cwd, 'clean', '-fdq', '.ai/directives');
    const gone = await ryeJson<{ error: { code: string } }>(['resume', RUN, '--latest'], { cwd });
    expect([gone.code, gone.json.error.code]).toEqual([2, 'library/unknown-item']);
    expect(git(`${cwd}/.ai/data`, 'for-each-ref')).toBe(before);
  });
});
