import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Event, EventDraft } from '#protocol';
import { checkState, createGitStore, type ProblemCode, repairState } from '#store';
import { isFull } from '../helpers/crash/moments.ts';
import { drive } from '../helpers/store-drive.ts';
import { artifactWritten, leaseTaken, message, runStarted, threadCreated } from '../helpers/store-events.ts';
import { GIT_ENV, git, IDENTITY, initRepository, tempFolders, tickingClock } from '../helpers/store-project.ts';

const RUN = 'survey-ghj';
const lasting = tempFolders();
const folders = tempFolders();
afterEach(folders.removeAll);
afterAll(lasting.removeAll);

let template = '';
let events: Event[] = [];
beforeAll(async () => {
  const built = initRepository(lasting.make());
  expect(drive(built, 'create', RUN).ended).toBe(true);
  // Away from where it was made: a lease that names a journal elsewhere would otherwise find it there.
  template = join(lasting.make(), 'template');
  renameSync(built, template);
  events = await createGitStore(optionsOf(template)).read(RUN);
});

const optionsOf = (projectRoot: string) => ({ projectRoot, clock: tickingClock(), identity: IDENTITY });

/** A project with one finished run, as it was, to be harmed. */
class Patient {
  readonly root: string;
  constructor(root: string, from = template) {
    cpSync(from, root, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
    this.root = root;
  }
  get state(): string {
    return join(this.root, '.git', 'rye', '%2F.git');
  }
  get run(): string {
    return join(this.root, '.ai', 'data', 'runs', RUN);
  }
  segment(nth: number): string {
    return join(this.run, 'events', '0000', `${String(nth).padStart(6, '0')}.jsonl`);
  }
  get lastSegment(): string {
    return join(
      this.run,
      'events',
      '0000',
      readdirSync(join(this.run, 'events', '0000'))
        .sort()
        .at(-1) ?? '',
    );
  }
  pack(ending: string): string {
    const folder = join(this.state, 'objects', 'pack');
    return join(folder, readdirSync(folder).find((name) => name.endsWith(ending)) ?? '');
  }
}

/** Turns one bit of a file round, in its middle. */
function flip(file: string): void {
  const bytes = readFileSync(file);
  const at = Math.floor(bytes.length / 2);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  chmodSync(file, 0o600);
  writeFileSync(file, bytes);
}

/** Takes one object out of the state repository; what was packed with it stays, each object in a file of its own. */
function dropObject(patient: Patient, name: string): void {
  const { state } = patient;
  const object = git(state, 'rev-parse', name).trim();
  const folder = join(state, 'objects/pack');
  for (const file of readdirSync(folder)) renameSync(join(folder, file), join(state, file));
  const packed = readdirSync(state).filter((file) => file.startsWith('pack-'));
  for (const file of packed.filter((each) => each.endsWith('.pack'))) {
    const input = readFileSync(join(state, file));
    execFileSync('git', ['unpack-objects', '-q'], { cwd: state, env: GIT_ENV, input });
  }
  for (const file of packed) rmSync(join(state, file));
  rmSync(join(state, 'objects', object.slice(0, 2), object.slice(2)));
}

interface Fault {
  what: string;
  harm: (patient: Patient) => void;
  finds: ProblemCode[];
  /** Versions of files that only git had go with it. */
  loses?: true;
  /** `tests/e2e/faulty-disk.test.ts` does the same to a whole program: here it is left to the full suite. */
  elsewhere?: true;
}

/** How each is made, and what the check says; each is mended, and then every event is where it was. */
const MENDED: Fault[] = [
  {
    what: 'a torn last line',
    harm: (p) => appendFileSync(p.lastSegment, '{"v":1,"seq":99,"at"'),
    elsewhere: true,
    finds: ['journal/unfinished'],
  },
  { what: 'a flipped bit in a segment', harm: (p) => flip(p.segment(1)), elsewhere: true, finds: ['journal/corrupt'] },
  { what: 'a flipped bit in the last segment', harm: (p) => flip(p.lastSegment), finds: ['journal/corrupt'] },
  { what: 'a cut segment in the middle', harm: (p) => truncateSync(p.segment(1), 500), finds: ['journal/corrupt'] },
  { what: 'a missing first segment', harm: (p) => rmSync(p.segment(1)), elsewhere: true, finds: ['journal/corrupt'] },
  { what: 'a missing last segment', harm: (p) => rmSync(p.lastSegment), elsewhere: true, finds: ['journal/behind'] },
  {
    what: 'a changed artifact',
    harm: (p) => writeFileSync(join(p.run, 'artifacts/report.md'), 'x'),
    finds: ['content/changed'],
  },
  { what: 'a missing artifact', harm: (p) => rmSync(join(p.run, 'artifacts/report.md')), finds: ['file/missing'] },
  { what: 'a changed run.json', harm: (p) => writeFileSync(join(p.run, 'run.json'), '{}'), finds: ['file/stale'] },
  { what: 'an open file', harm: (p) => chmodSync(join(p.run, 'run.json'), 0o644), finds: ['file/open-to-others'] },
  { what: 'a pack without its index', harm: (p) => rmSync(p.pack('.idx')), elsewhere: true, finds: ['state/no-index'] },
  {
    what: 'a missing pack',
    harm: (p) => {
      rmSync(p.pack('.idx'));
      rmSync(p.pack('.pack'));
    },
    finds: ['state/damaged'],
    loses: true,
  },
  {
    what: 'a missing version of a file, which only an old commit names',
    harm: (p) => dropObject(p, `${RUN}~3:events/0000/000001.jsonl`),
    finds: ['state/damaged', 'history/unreadable'],
  },
  ...['', 'artifacts', 'threads', 'events', 'events/0000'].map((folder) => ({
    what: `a missing tree of the newest commit: ${folder || 'the whole of it'}`,
    harm: (p: Patient) => dropObject(p, `${RUN}:${folder}`),
    finds: ['state/damaged' as const, 'history/unreadable' as const],
  })),
  {
    what: 'no state repository at all',
    harm: (p) => rmSync(p.state, { recursive: true }),
    finds: ['journal/not-committed'],
    loses: true,
  },
  {
    what: 'no pack at all',
    harm: (p) => rmSync(join(p.state, 'objects/pack'), { recursive: true }),
    finds: ['state/damaged', 'history/unreadable'],
    loses: true,
  },
  {
    what: 'a flipped bit in a pack',
    harm: (p) => flip(p.pack('.pack')),
    elsewhere: true,
    finds: ['state/damaged'],
    loses: true,
  },
  {
    what: 'a stale lock of a branch',
    harm: (p) => writeFileSync(join(p.state, 'refs/heads', `${RUN}.lock`), ''),
    elsewhere: true,
    finds: ['state/stale-lock'],
  },
  {
    what: 'a stale lock of packed refs',
    harm: (p) => writeFileSync(join(p.state, 'packed-refs.lock'), ''),
    finds: ['state/stale-lock'],
  },
  {
    what: 'a file in the making of a dead process',
    harm: (p) => writeFileSync(join(p.run, '.rye-tmp-4194300-1-x'), ''),
    finds: ['state/leftovers'],
  },
  {
    what: 'an empty lease',
    harm: (p) => writeFileSync(join(p.state, 'rye-leases', RUN, '1.json'), ''),
    elsewhere: true,
    finds: ['run/lease-unreadable'],
  },
  {
    what: 'a write to .ai/data that main has not',
    harm: (p) => git(p.state, 'update-ref', 'refs/heads/main', 'main~1'),
    finds: ['data/not-on-main'],
  },
  {
    what: 'a state without its HEAD',
    harm: (p) => rmSync(join(p.state, 'HEAD')),
    elsewhere: true,
    finds: ['state/half-made'],
  },
  {
    what: 'a state whose HEAD is empty, and whose config is gone',
    harm: (p) => {
      writeFileSync(join(p.state, 'HEAD'), '');
      rmSync(join(p.state, 'config'));
    },
    finds: ['state/half-made'],
  },
  {
    what: 'a state that was wiped to an empty folder',
    harm: (p) => {
      rmSync(p.state, { recursive: true });
      mkdirSync(p.state);
    },
    finds: ['state/half-made'],
    loses: true,
  },
  { what: 'no tie', harm: (p) => rmSync(join(p.root, '.ai/data/.git')), finds: ['state/not-tied'] },
  { what: 'no ignore file', harm: (p) => rmSync(join(p.root, '.ai/.gitignore')), finds: ['state/in-sight'] },
];

describe('a check', () => {
  it('proves a run that nothing happened to', async () => {
    const patient = new Patient(folders.make());
    const { runs, problems } = await checkState(optionsOf(patient.root));
    expect(problems).toEqual([]);
    expect(runs).toMatchObject([{ runId: RUN, events: events.length, commits: events.length, isDriven: false }]);
  });

  it('proves a run that is in git alone', async () => {
    const patient = new Patient(folders.make());
    rmSync(patient.run, { recursive: true });
    const { runs, problems } = await checkState(optionsOf(patient.root), [RUN]);
    expect(problems).toEqual([]);
    expect(runs[0]).toMatchObject({ events: events.length, files: 0 });
  });

  it('finds nothing wrong with a run that grows while it is looked at, nor with its end', async () => {
    const root = initRepository(folders.make());
    const store = createGitStore(optionsOf(root));
    const writer = await store.create(RUN);
    await writer.append([runStarted(RUN), threadCreated()]).durable;
    await writer.committed();
    const seen: { isDriven: boolean; events: number }[] = [];
    let isDone = false;
    const grow = async (): Promise<void> => {
      for (let nth = 1; nth <= 400 || seen.length < 3; nth += 1)
        await writer.append([message(`${nth} ${'x'.repeat(500)}`)]).durable;
      await writer.close();
      isDone = true;
    };
    const look = async (): Promise<void> => {
      while (!isDone) {
        const { runs, problems } = await checkState(optionsOf(root), [RUN]);
        expect(problems).toEqual([]);
        for (const { isDriven, events: count } of runs) seen.push({ isDriven, events: count });
      }
    };
    await Promise.all([grow(), look()]);
    expect(seen.filter(({ isDriven }) => isDriven).length).toBeGreaterThan(1);
  });
});

/** Makes the newest commit of the run anew, with another message or tree. */
function commitOtherwise(patient: Patient, how: { tree?: string; message?: (text: string) => string }): void {
  const data = join(patient.root, '.ai', 'data');
  const [tree = '', parent = '', date = '', ...message] = git(data, 'log', '-1', '--format=%T%n%P%n%ct%n%B', RUN).split(
    '\n',
  );
  const text = message.join('\n').trimEnd();
  const made = execFileSync('git', ['commit-tree', how.tree ?? tree, '-p', parent], {
    cwd: data,
    input: `${how.message?.(text) ?? text}\n`,
    encoding: 'utf8',
    env: { ...GIT_ENV, GIT_AUTHOR_DATE: `${date} +0000`, GIT_COMMITTER_DATE: `${date} +0000` },
  }).trim();
  git(data, 'update-ref', `refs/heads/${RUN}`, made);
}

describe('a check of history', () => {
  const check = async (patient: Patient) => (await checkState(optionsOf(patient.root), [RUN])).problems;

  it.each([
    ['a thread', 'Rye-Thread: ', 'Rye-Thread: x'],
    ['a run', 'Rye-Run: ', 'Rye-Run: x'],
    ['a fence', 'Rye-Fence: 1', 'Rye-Fence: 0'],
  ])('names the commit that says something else of its event: %s', async (_what, said, instead) => {
    const patient = new Patient(folders.make());
    commitOtherwise(patient, { message: (text) => text.replace(said, instead) });
    expect(await check(patient)).toMatchObject([{ code: 'history/wrong-facts', seq: events.length, mends: false }]);
  });

  it('names the commit whose tree holds other events', async () => {
    const patient = new Patient(folders.make());
    commitOtherwise(patient, { tree: `${RUN}~1^{tree}` });
    const codes = (await check(patient)).map(({ code }) => code);
    expect(codes).toContain('history/wrong-tree');
  });

  it('tells of files beside the events that this version makes otherwise, and does not call it damage', async () => {
    const patient = new Patient(folders.make());
    const data = join(patient.root, '.ai', 'data');
    const entries = git(data, 'ls-tree', RUN).replaceAll('\trun.json', '\trun.jsom').trimEnd().split('\n');
    const tree = execFileSync('git', ['mktree'], { cwd: data, input: `${entries.join('\n')}\n`, encoding: 'utf8' });
    commitOtherwise(patient, { tree: tree.trim() });
    const problems = (await check(patient)).filter(({ code }) => code.startsWith('history/'));
    expect(problems).toMatchObject([{ code: 'history/other-files', severity: 'untidy', seq: events.length }]);
  });
});

describe('a repair', () => {
  it.each(MENDED.filter(({ elsewhere }) => isFull || !elsewhere))(
    'mends $what, which a check finds without changing anything, and loses no event',
    async (fault) => {
      const { harm, finds, loses = false } = fault;
      const patient = new Patient(folders.make());
      harm(patient);
      const harmed = listing(patient.root);
      const { problems } = await checkState(optionsOf(patient.root));
      expect(problems.map(({ code }) => code)).toEqual(expect.arrayContaining(finds));
      expect(listing(patient.root)).toEqual(harmed);
      const { after, failed } = await repairState(optionsOf(patient.root));
      expect(failed).toEqual([]);
      // A version of a file that git alone had is gone with its pack: it is named, and cannot be mended.
      expect(after.problems.filter(({ code }) => code !== 'content/missing' || !loses)).toEqual([]);
      expect(await createGitStore(optionsOf(patient.root)).read(RUN)).toEqual(events);
      expect(git(patient.state, 'fsck', '--strict', '--no-dangling')).toBe('');
      expect(git(join(patient.root, '.ai/data'), 'show', 'main:leads/done.json')).toBe('{"done":3}');
    },
  );

  it('mends the loss of any one of several packs, and loses no event', async () => {
    const root = initRepository(lasting.make());
    expect(drive(root, 'create', RUN).ended).toBe(true);
    expect(drive(root, 'open', RUN).ended).toBe(true);
    const before = await createGitStore(optionsOf(root)).read(RUN);
    const packs = readdirSync(join(root, '.git/rye/%2F.git/objects/pack')).filter((name) => name.endsWith('.pack'));
    expect(packs.length).toBeGreaterThan(1);
    const away = join(lasting.make(), 'away');
    renameSync(root, away);
    // In the sample some of them.
    for (const pack of packs.filter((_, nth) => isFull || nth % 4 === 0)) {
      const patient = new Patient(folders.make(), away);
      for (const ending of ['.pack', '.idx'])
        rmSync(join(patient.state, 'objects/pack', pack.replace('.pack', ending)), { force: true });
      const { after, failed } = await repairState(optionsOf(patient.root));
      expect(failed).toEqual([]);
      // Versions of files that this pack alone had are named, and cannot be mended.
      expect(after.problems.filter(({ code }) => !code.startsWith('content/'))).toEqual([]);
      expect(await createGitStore(optionsOf(patient.root)).read(RUN)).toEqual(before);
    }
  });

  it('makes the same commits of the journal where the branch was lost, under the fences that are recorded', async () => {
    const root = initRepository(folders.make());
    const drive = async (mode: 'create' | 'open', drafts: EventDraft[]): Promise<void> => {
      const store = createGitStore(optionsOf(root));
      const writer = await (mode === 'create' ? store.create(RUN) : store.open(RUN));
      const { fence } = writer;
      await writer.append(
        mode === 'create' ? [runStarted(RUN), leaseTaken(fence), threadCreated()] : [leaseTaken(fence)],
      ).durable;
      const content = await writer.putContent(new TextEncoder().encode(`content of ${fence}`));
      await writer.append([...drafts, artifactWritten(`of-${fence}.md`, content)]).durable;
      await writer.close();
    };
    await drive('create', [message('one')]);
    await drive('open', [message('two')]);
    const state = join(root, '.git', 'rye', '%2F.git');
    const commits = () => git(state, 'log', '--format=%H %s', RUN);
    const before = commits();
    rmSync(join(state, 'objects', 'pack'), { recursive: true });

    const { after } = await repairState(optionsOf(root));
    expect(after.problems).toEqual([]);
    expect(commits()).toBe(before);
  });

  it('keeps what it replaces', async () => {
    const patient = new Patient(folders.make());
    writeFileSync(join(patient.run, 'artifacts/report.md'), 'what somebody wrote there');
    flip(patient.segment(1));
    const damaged = readFileSync(patient.segment(1));
    const { kept } = await repairState(optionsOf(patient.root));
    expect(kept).toHaveLength(1);
    const folder = kept[0] ?? '';
    expect(readFileSync(join(folder, 'report.md'), 'utf8')).toBe('what somebody wrote there');
    expect(readFileSync(join(folder, 'events/0000/000001.jsonl')).equals(damaged)).toBe(true);
  });

  it('leaves byte for byte what it cannot mend: events that are in neither the journal nor git', async () => {
    const patient = new Patient(folders.make());
    // The branch as it was after event 5, and a journal with a hole behind that.
    const early = git(
      join(patient.root, '.ai/data'),
      'log',
      '--format=%H %(trailers:key=Rye-Seq,valueonly,separator=)',
      RUN,
    )
      .split('\n')
      .find((line) => line.endsWith(' 5'));
    git(patient.state, 'update-ref', `refs/heads/${RUN}`, early?.split(' ')[0] ?? '');
    truncateSync(patient.segment(1), 3000);
    const journal = readFileSync(patient.segment(1));
    const { after, done } = await repairState(optionsOf(patient.root), [RUN]);
    expect(after.problems.map(({ code }) => code)).toContain('journal/corrupt');
    expect(done.join('\n')).toContain('in neither the journal nor git');
    expect(readFileSync(patient.segment(1)).equals(journal)).toBe(true);
    expect(existsSync(patient.lastSegment)).toBe(true);
  });

  it('does not give a branch up for a journal that holds less', async () => {
    const patient = new Patient(folders.make());
    rmSync(patient.run, { recursive: true });
    rmSync(patient.pack('.idx'));
    rmSync(patient.pack('.pack'));
    const head = readFileSync(join(patient.state, 'refs/heads', RUN), 'utf8');
    await repairState(optionsOf(patient.root));
    expect(readFileSync(join(patient.state, 'refs/heads', RUN), 'utf8')).toBe(head);
  });
});

/** Every file below a folder, with its bytes. */
function listing(root: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((file) => [file.slice(root.length), readFileSync(file).toString('base64')]),
  );
}
