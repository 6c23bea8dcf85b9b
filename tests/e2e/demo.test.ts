import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Event, RunDocument } from '#protocol';
import { checkout, git, rye, ryeJson, tempFolder, tempRepository } from '../helpers/rye.ts';

describe('rye demo', () => {
  it('surveys this repository: a tree with costs marked as simulated, and a report that names real files', async () => {
    const project = join(tempFolder(), 'clone');
    git(tempFolder(), 'clone', '--quiet', '--no-hardlinks', checkout, project);
    const { code, stdout, stderr } = await rye(['demo'], { cwd: project });
    expect(code, stderr).toBe(0);
    const scouts = stdout.split('\n').filter((line) => /^[├└]─ /.test(line));
    expect(scouts.length).toBeGreaterThan(5);
    for (const line of scouts) expect(line).toMatch(/completed +\d+ turns? +\$[\d.]+ \(simulated\)/);
    expect(stdout).toMatch(/report +\.ai\/data\/runs\/survey-[a-z]+\/artifacts\/report\.md/);
    expectReportOf(project, stdout);
  });

  it('surveys a repository of 2,000 files in several languages', async () => {
    const project = tempRepository(manyFiles(2000));
    const { code, json } = await ryeJson(['demo', '--quiet', '--run-id', 'the-demo'], { cwd: project });
    expect(code).toBe(0);
    expect(json.outputs?.['files']).toBe(2003);
    expect(json.threads.filter(({ directive }) => directive === 'survey/scout').length).toBeGreaterThan(3);
    expect(json.threads.every(({ simulated }) => simulated)).toBe(true);
    expectReportOf(project, '.ai/data/runs/the-demo/artifacts/report.md');
    // Who reads only the parts that matter to it never sees the rest: the root's context stays small.
    expect(json.threads[0]?.context?.tokens).toBeLessThan(50_000);
  });

  it('tells its story in git: one commit an event, each of which holds its event', async () => {
    const project = tempRepository(manyFiles(40));
    const { json } = await ryeJson(['demo', '--quiet', '--run-id', 'the-demo'], { cwd: project });
    const data = join(project, '.ai/data');
    const { events } = JSON.parse((await rye(['log', 'the-demo', '--json'], { cwd: project })).stdout) as {
      events: (Event & { commit: string })[];
    };
    expect(events).toHaveLength(json.events);
    const commits = git(data, 'log', '--reverse', '--format=%H', 'the-demo').trim().split('\n');
    expect(events.map(({ commit }) => commit)).toEqual(commits);
    expect(json.head).toBe(commits.at(-1));
    const subjects = git(data, 'log', '--reverse', '--format=%s', 'the-demo');
    expect(subjects).toMatch(/run of survey started/);
    expect(subjects).toMatch(/writer wrote artifacts\/report\.md/);
    expect(subjects).toMatch(/survey completed · \d+ turns · \$/);
    for (const { seq, commit } of events) {
      expect(git(data, 'show', '--format=', commit, '--', 'events')).toContain(`+{"v":1,"seq":${seq},`);
      expect(git(data, 'log', '-1', '--format=%(trailers:key=Rye-Seq,valueonly)', commit).trim()).toBe(String(seq));
    }
    expect(git(data, 'fsck', '--strict')).toBe('');
  });

  it('comes back from git alone when its folder is gone', async () => {
    const project = tempRepository(manyFiles(40));
    const first = await ryeJson(['demo', '--quiet', '--run-id', 'the-demo'], { cwd: project });
    const report = readFileSync(join(project, '.ai/data/runs/the-demo/artifacts/report.md'), 'utf8');
    git(project, 'clean', '-ffdxq');
    expect(existsSync(join(project, '.ai/data'))).toBe(false);
    const status = await ryeJson<RunDocument>(['status', 'the-demo'], { cwd: project });
    expect(status.json).toEqual(first.json);
    const resumed = await ryeJson(['resume', 'the-demo', '--message', 'Once more.', '--quiet'], { cwd: project });
    expect(resumed.json.threads[0]?.id).toBe(first.json.root);
    expect(readFileSync(join(project, '.ai/data/runs/the-demo/artifacts/report.md'), 'utf8')).toContain(
      report.slice(0, 100),
    );
  });
});

/** Every file that the report links to is there. */
function expectReportOf(project: string, text: string): void {
  const path = /\.ai\/data\/runs\/\S+\/report\.md/.exec(text)?.[0] ?? '';
  const report = readFileSync(join(project, path), 'utf8');
  const linked = [...report.matchAll(/\[`[^`]+`\]\(([^)#]+)/g)].map(([, target = '']) => decodeURI(target));
  expect(linked.length).toBeGreaterThan(10);
  const folder = join(project, path, '..');
  for (const target of linked) expect(existsSync(join(folder, target)), target).toBe(true);
}

/** A made-up code base of a public shape: packages, tests, docs, a manifest each. */
function manyFiles(count: number): Record<string, string> {
  const files: Record<string, string> = {
    'README.md': '# Harbour\n\nTracks ships and their berths.\n',
    'package.json': '{"name": "harbour", "version": "1.0.0", "dependencies": {"left-pad": "1.3.0"}}\n',
    Makefile: 'all:\n\techo build\n',
  };
  const folders = [
    'packages/api/src',
    'packages/web/src',
    'services/berths',
    'lib/core',
    'docs',
    'tests/unit',
    'scripts',
  ];
  const extensions = ['ts', 'tsx', 'go', 'py', 'md', 'test.ts', 'sh'];
  for (let index = 0; index < count; index += 1) {
    const at = index % folders.length;
    const todo = index % 50 === 0 ? `// TODO: look at berth ${index}\n` : '';
    files[`${folders[at]}/part${Math.floor(index / 70)}/file${index}.${extensions[at]}`] =
      `${todo}line ${index}\n`.repeat(1 + (index % 9));
  }
  return files;
}
