import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunDocument } from '#protocol';
import { writePipeline } from '../helpers/pipeline.ts';
import { git, rye, ryeJson } from '../helpers/rye.ts';
import { canMount, fill, mountSmallDisk } from '../helpers/small-disk.ts';

describe('a full disk', () => {
  it.skipIf(!canMount)(
    'gives one clear message and exit 3; what was acknowledged is kept, and resume goes on once there is room',
    async () => {
      const disk = mountSmallDisk();
      git(disk, 'init', '--quiet');
      writePipeline(disk, { leaves: 40 });
      await rye(['run', 'leaf', '--offline', '--quiet', '-i', 'name=first', '--run-id', 'before'], { cwd: disk });
      const filler = fill(disk, 300_000);

      const full = await rye(['run', 'fan', '--offline', '--quiet', '--run-id', 'the-run'], { cwd: disk });
      expect(full.code, full.stderr).toBe(3);
      expect(full.stderr).toMatch(/full|ENOSPC/);
      expect(full.stderr.trim().split('\n').length).toBeLessThanOrEqual(4);
      const kept = (await ryeJson<RunDocument>(['status', 'the-run'], { cwd: disk })).json;
      expect(kept.events).toBeGreaterThan(0);
      expect((await ryeJson<RunDocument>(['status', 'before'], { cwd: disk })).json.status).toBe('completed');

      writeFileSync(filler, '');
      const resumed = await ryeJson<RunDocument>(['resume', 'the-run', '--quiet'], { cwd: disk });
      expect(resumed.json.status, JSON.stringify(resumed.json.error)).toBe('completed');
      expect(git(join(disk, '.ai/data'), 'fsck', '--strict')).toBe('');
    },
  );
});

describe('a read-only disk', () => {
  it.skipIf(!canMount)('gives one clear message and exit 3, and loses nothing; reading works', async () => {
    const disk = mountSmallDisk();
    git(disk, 'init', '--quiet');
    writePipeline(disk);
    await rye(['run', 'fan', '--offline', '--quiet', '--run-id', 'before'], { cwd: disk });
    execFileSync('mount', ['-o', 'remount,ro', disk]);
    for (const command of [
      ['run', 'fan', '--offline', '--quiet'],
      ['resume', 'before', '--message', 'more', '--quiet'],
    ]) {
      const { code, stderr } = await rye(command, { cwd: disk });
      expect(code, stderr).toBe(3);
      expect(stderr).toMatch(/read-only/);
      expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(4);
    }
    expect((await ryeJson<RunDocument>(['status', 'before'], { cwd: disk })).json.status).toBe('completed');
  });
});
