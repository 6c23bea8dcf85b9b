import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { CheckDocument } from '#app';
import type { RunDocument } from '#protocol';
import { isFull } from '../helpers/crash/moments.ts';
import { expectUndisturbed, finish, pipelineProject } from '../helpers/killed-pipeline.ts';
import { writePipeline } from '../helpers/pipeline.ts';
import { git, rye, ryeJson, tempFolder } from '../helpers/rye.ts';
import { canMount, fill, mountSmallDisk } from '../helpers/small-disk.ts';
import { tempFolders } from '../helpers/store-project.ts';

const RUN = ['run', 'fan', '--offline', '--run-id', 'the-run', '--quiet'];

/** A disk that refuses one act of a run: which, with what, and how the run says so. Nobody has damaged anything then. */
const REFUSALS: { act: string; failpoint: string; says: string }[] = [
  { act: 'the lease, full', failpoint: 'lease-take-before=ENOSPC', says: 'store/write-failed' },
  { act: 'the journal, full', failpoint: 'journal-write-before:4=ENOSPC', says: 'store/write-failed' },
  { act: 'the journal, failing to sync', failpoint: 'journal-sync-before:4=EIO', says: 'store/write-failed' },
  { act: 'the first pack, full', failpoint: 'pack-write-before:1=ENOSPC', says: 'store/commit-failed' },
  { act: 'every later pack, full', failpoint: 'pack-write-before:2+=ENOSPC', says: 'store/commit-failed' },
  { act: 'a pack, failing to sync', failpoint: 'pack-write-after:1=EIO', says: 'store/commit-failed' },
  { act: 'the branch', failpoint: 'ref-move-before:1=EIO', says: 'store/commit-failed' },
  { act: 'content, full', failpoint: 'file-write-before:2=ENOSPC', says: 'store/commit-failed' },
  { act: 'content, failing', failpoint: 'file-write-after:2=EIO', says: 'store/commit-failed' },
];

const check = (project: string, ...args: string[]) => ryeJson<CheckDocument>(['fsck', ...args], { cwd: project });
const codesOf = ({ problems }: CheckDocument): string[] => problems.map(({ code }) => code);

describe('a disk that refuses', () => {
  it.each(REFUSALS.filter((_, nth) => isFull || nth % 2 === 1))(
    '$act: one message and exit 3, nothing damaged, and resume ends as undisturbed',
    async (fault) => {
      const { project, ledger } = pipelineProject();
      const { code, stderr } = await rye(RUN, { cwd: project, env: { RYE_FAILPOINT: fault.failpoint } });
      expect(code, stderr).toBe(3);
      expect(stderr).toContain(fault.says);
      expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(4);
      const left = await check(project);
      expect(left.json).toMatchObject({ ok: true });
      expect(left.code).toBe(0);
      expectUndisturbed(await finish(project), project, ledger);
      expect((await check(project)).json.problems).toEqual([]);
    },
  );

  it('a pack again and again, once it has room: the repair commits what the journal holds', async () => {
    const { project, ledger } = pipelineProject();
    await rye(RUN, { cwd: project, env: { RYE_FAILPOINT: 'pack-write-before:2+=ENOSPC' } });
    expect(codesOf((await check(project)).json)).toContain('journal/not-committed');
    const repaired = await check(project, '--repair');
    expect(repaired.json).toMatchObject({ ok: true, problems: [] });
    expectUndisturbed(await finish(project), project, ledger);
  });

  it.skipIf(!canMount)('everything, full before there is a state: exit 3, and a run once there is room', async () => {
    const disk = mountSmallDisk();
    git(disk, 'init', '--quiet');
    writePipeline(disk);
    const filler = fill(disk, 40_000);
    const full = await rye(RUN, { cwd: disk });
    expect(full.code, full.stderr).toBe(3);
    expect(full.stderr.trim().split('\n').length).toBeLessThanOrEqual(4);
    writeFileSync(filler, '');
    expect((await ryeJson<RunDocument>(RUN, { cwd: disk })).json.status).toBe('completed');
    expect((await check(disk)).json).toMatchObject({ ok: true, problems: [] });
  });

  it.skipIf(!canMount)(
    'every write, read-only: fsck proves all the same, and a repair says what is in its way',
    async () => {
      const disk = mountSmallDisk();
      git(disk, 'init', '--quiet');
      writePipeline(disk);
      await rye(RUN, { cwd: disk });
      rmSync(join(disk, '.ai/data/runs/the-run/run.json'));
      execFileSync('mount', ['-o', 'remount,ro', disk]);
      expect(codesOf((await check(disk)).json)).toEqual(['file/missing']);
      const refused = await rye(['fsck', '--repair'], { cwd: disk });
      expect(refused.code, refused.stderr + refused.stdout).toBe(3);
      expect(refused.stderr).toMatch(/read-only/);
      execFileSync('mount', ['-o', 'remount,rw', disk]);
      expect((await check(disk, '--repair')).json).toMatchObject({ ok: true, problems: [] });
    },
  );
});

/** A run that was cut off in its middle, and then harmed: how, what resume says, what fsck names. All of it is mended. */
const HARMS: { what: string; harm: (at: Site) => void; resume: string | undefined; finds: string }[] = [
  {
    what: 'a torn last line',
    harm: ({ segments }) => appendFileSync(segments.at(-1) ?? '', '{"v":1,"seq":'),
    resume: undefined,
    finds: 'journal/unfinished',
  },
  {
    what: 'a flipped byte in the journal',
    harm: ({ segments }) => flip(segments[0] ?? ''),
    resume: 'store/corrupt-journal',
    finds: 'journal/corrupt',
  },
  {
    what: 'a missing first segment',
    harm: ({ segments }) => rmSync(segments[0] ?? ''),
    resume: 'store/corrupt-journal',
    finds: 'journal/corrupt',
  },
  {
    what: 'a missing last segment',
    harm: ({ segments }) => rmSync(segments.at(-1) ?? ''),
    resume: undefined,
    finds: 'journal/behind',
  },
  {
    what: 'a cut first segment',
    harm: ({ segments }) => truncateSync(segments[0] ?? '', 700),
    resume: 'store/corrupt-journal',
    finds: 'journal/corrupt',
  },
  {
    what: 'missing packs',
    harm: ({ packs }) => rmSync(packs, { recursive: true }),
    resume: 'any',
    finds: 'state/damaged',
  },
  {
    what: 'packs without their indexes',
    harm: ({ packs }) => {
      for (const name of readdirSync(packs)) if (name.endsWith('.idx')) rmSync(join(packs, name));
    },
    resume: 'any',
    finds: 'state/no-index',
  },
  {
    what: 'a flipped byte in a pack',
    // Resume reads the newest objects alone, and may never meet it.
    harm: ({ packs }) => flip(join(packs, readdirSync(packs).find((name) => name.endsWith('.pack')) ?? '')),
    resume: undefined,
    finds: 'state/damaged',
  },
  {
    what: 'stale locks of git',
    harm: ({ state }) => {
      for (const lock of ['packed-refs.lock', 'refs/heads/the-run.lock']) writeFileSync(join(state, lock), '');
    },
    resume: undefined,
    finds: 'state/stale-lock',
  },
  {
    what: 'an empty lease',
    harm: ({ state }) => {
      const folder = join(state, 'rye-leases/the-run');
      for (const name of readdirSync(folder)) if (/^\d+\.json$/.test(name)) writeFileSync(join(folder, name), '');
    },
    resume: undefined,
    finds: 'run/lease-unreadable',
  },
  { what: 'no HEAD', harm: ({ state }) => rmSync(join(state, 'HEAD')), resume: 'any', finds: 'state/half-made' },
];

describe('a run that is harmed', () => {
  const lasting = tempFolders();
  afterAll(lasting.removeAll);
  let killed: { template: string; ledger: string; lines: string } | undefined;

  /** The run is killed once; every harm meets a copy of it, with the ledger as it was then. */
  async function killedRun(): Promise<{ project: string; ledger: string }> {
    killed ??= await killOnce();
    const { template, ledger, lines } = killed;
    const project = join(tempFolder(), 'project');
    cpSync(template, project, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
    mkdirSync(dirname(ledger), { recursive: true });
    writeFileSync(ledger, lines);
    return { project, ledger };
  }

  async function killOnce() {
    const { project, ledger } = pipelineProject();
    const { signal, stderr } = await rye(RUN, { cwd: project, env: { RYE_FAILPOINT: 'tool-finished:6' } });
    expect(signal, stderr).toBe('SIGKILL');
    // What was in git's hands at that moment is brought to an end, so that every harm meets the same run.
    await check(project, '--repair');
    const template = join(lasting.make(), 'template');
    renameSync(project, template);
    mkdirSync(project);
    return { template, ledger, lines: readFileSync(ledger, 'utf8') };
  }

  it.each(HARMS)(
    '$what: named, mended, and resumed to what an undisturbed run gives',
    async ({ harm, resume, finds }) => {
      const { project, ledger } = await killedRun();
      harm(siteOf(project));

      const found = await check(project);
      expect(codesOf(found.json)).toContain(finds);
      expect(found.json.problems.filter(({ mends }) => !mends)).toEqual([]);
      if (resume !== undefined) {
        const refused = await rye(['resume', 'the-run', '--quiet'], { cwd: project });
        expect(refused.code, refused.stderr).not.toBe(0);
        if (resume !== 'any') expect(refused.stderr).toContain(resume);
      }
      const repaired = await check(project, '--repair');
      expect(repaired.json).toMatchObject({ ok: true, problems: [] });
      // Commits that a repair made anew under another fence leave the old ones hanging on nothing.
      expect((await rye(['gc'], { cwd: project })).code).toBe(0);
      expectUndisturbed(await finish(project), project, ledger);
    },
  );
});

interface Site {
  state: string;
  packs: string;
  segments: string[];
}

function siteOf(project: string): Site {
  const state = join(project, '.git/rye/%2F.git');
  const folder = join(project, '.ai/data/runs/the-run/events/0000');
  const segments = readdirSync(folder)
    .sort()
    .map((name) => join(folder, name));
  return { state, packs: join(state, 'objects/pack'), segments };
}

/** Turns one bit of a file round, in its middle. */
function flip(file: string): void {
  const bytes = readFileSync(file);
  const at = Math.floor(bytes.length / 2);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  rmSync(file);
  writeFileSync(file, bytes, { mode: 0o600 });
}
