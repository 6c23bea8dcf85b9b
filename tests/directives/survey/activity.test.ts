import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commit, folderWith, git, repositoryWith, runTool, write } from './survey-tool.ts';

function repositoryWithHistory(): string {
  const folder = folderWith({ 'src/old.ts': '0\n', 'docs/a.md': '0\n' });
  git(folder, 'init', '--quiet');
  commit(folder, { date: '2020-01-01T12:00:00Z', author: 'Old' });
  write(folder, { 'src/hot.ts': '1\n', 'src/gone.ts': '1\n' });
  commit(folder, { date: '2020-06-01T12:00:00Z', author: 'Ada' });
  write(folder, { 'src/hot.ts': '2\n', 'src/old.ts': '2\n', 'src/gone.ts': '2\n' });
  commit(folder, { date: '2020-06-02T12:00:00Z', author: 'Bo' });
  rmSync(join(folder, 'src/gone.ts'));
  write(folder, { 'src/hot.ts': '3\n' });
  commit(folder, { date: '2020-06-03T12:00:00Z', author: 'Ada' });
  write(folder, { 'docs/a.md': '4\n' });
  commit(folder, { date: '2020-06-10T12:00:00Z', author: 'Cy' });
  return folder;
}

describe('survey/activity', () => {
  it('counts the 90 days before the last commit, however long ago that was', () => {
    expect(runTool('activity', repositoryWithHistory(), { path: 'src' })).toEqual({
      is_git: true,
      days: 90,
      commits: 3,
      last_commit: '2020-06-03',
      authors: ['Ada', 'Bo'],
      changed: [
        { path: 'src/hot.ts', commits: 3 },
        { path: 'src/old.ts', commits: 1 },
      ],
    });
  });

  it('leaves out the folders of other parts', () => {
    expect(runTool('activity', repositoryWithHistory(), { path: '.', except: ['src'] })).toMatchObject({
      commits: 1,
      authors: ['Cy'],
      changed: [{ path: 'docs/a.md', commits: 1 }],
    });
  });

  it('tells when a quiet part was last touched', () => {
    const folder = repositoryWithHistory();
    write(folder, { 'docs/b.md': 'b\n' });
    commit(folder, { date: '2021-06-01T12:00:00Z' });
    expect(runTool('activity', folder, { path: 'src' })).toMatchObject({
      commits: 0,
      last_commit: '2020-06-03',
      changed: [],
    });
  });

  it('tells nothing outside git, and of a repository without a commit, without failing', () => {
    const folder = folderWith({ 'a.ts': 'a\n' });
    expect(runTool('activity', folder)).toEqual({ is_git: false, commits: 0 });
    git(folder, 'init', '--quiet');
    expect(runTool('activity', folder)).toEqual({ is_git: true, days: 90, commits: 0 });
  });

  it('reads names with spaces, unicode and a leading dash, as they are', () => {
    const folder = repositoryWith({ '-x/ä b.ts': 'a\n', '-x/*.ts': 'a\n', 'y/z.ts': 'a\n' });
    expect(runTool('activity', folder, { path: '-x' })).toMatchObject({
      commits: 1,
      changed: [{ path: '-x/*.ts' }, { path: '-x/ä b.ts' }],
    });
  });

  it('names files by their path in a project that is a folder of a repository', () => {
    const folder = repositoryWith({ 'mine/src/a.ts': 'a\n', 'other/b.ts': 'b\n' });
    expect(runTool('activity', join(folder, 'mine'))).toMatchObject({ changed: [{ path: 'src/a.ts', commits: 1 }] });
  });
});
