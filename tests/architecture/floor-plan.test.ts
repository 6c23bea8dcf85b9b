import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rooms, sizes } from './floor-plan.ts';
import { clockViolations } from './rules/clock.ts';
import { cycleViolations, planViolations } from './rules/cycles.ts';
import { mirrorViolations } from './rules/mirrors.ts';
import { roomViolations } from './rules/rooms.ts';
import { sizeViolations } from './rules/sizes.ts';
import { parseSource, readSources, repository } from './source-file.ts';
import { violationText } from './violation.ts';

const sources = readSources();

/** What the rule on rooms says of one line in a file of its own. */
function onImport(path: string, line: string): string {
  return violationText(roomViolations([parseSource(path, line)]));
}

describe('rooms', () => {
  it('are entered by their doors, from where the floor plan allows it', () => {
    expect(violationText(roomViolations(sources))).toBe('');
  });

  it('refuses a relative path into another room', () => {
    expect(onImport('src/runtime/a.ts', "import { x } from '../store/journal/segments.ts';")).toBe(
      'src/runtime/a.ts:1  imports ../store/journal/segments.ts\n    a room is entered by its door, as #room',
    );
  });

  it('refuses a path behind a door', () => {
    expect(onImport('src/app/a.ts', "import { x } from '#store/journal';")).toContain('has no other');
  });

  it('refuses a room that the plan does not give, and says why', () => {
    expect(onImport('src/runtime/a.ts', "\nimport { createGitStore } from '#store';")).toBe(
      'src/runtime/a.ts:2  imports #store\n    runtime may import protocol: its ports arrive as arguments, so a test can drive it with a pinned clock and a store in memory',
    );
  });

  it('looks at types, re-exports and imports at run time too', () => {
    for (const line of [
      "import type { X } from '#store';",
      "export { x } from '#store';",
      "export * from '#store';",
      "const store = await import('#store');",
      "type X = import('#store').X;",
    ]) {
      expect(onImport('src/runtime/a.ts', line)).toContain('runtime may import protocol');
    }
  });

  it('refuses a file importing the door of its own room', () => {
    expect(onImport('src/store/a.ts', "import { x } from '#store';")).toContain('not their own door');
  });

  it('refuses a file that belongs to no room', () => {
    expect(onImport('src/utils/a.ts', '')).toContain('every file of src belongs to a room');
  });

  it('refuses a relative import without its ending', () => {
    expect(onImport('src/store/a.ts', "import { x } from './b';")).toContain('names its file with its ending');
  });
});

describe('libraries', () => {
  it('refuses one outside its home, and says why', () => {
    expect(onImport('src/app/a.ts', "import matter from 'gray-matter';")).toBe(
      'src/app/a.ts:1  imports gray-matter\n    library only: its default engine can run code, so it stands behind one safe wrapper',
    );
  });

  it('refuses a part of one, and a scope, outside its home', () => {
    expect(onImport('src/cli/a.ts', "import { z } from 'zod/v4';")).toContain('imports zod/v4');
    expect(onImport('src/store/a.ts', "await import('@secretlint/core');")).toContain('tools only');
  });

  it('refuses a package that has no home', () => {
    expect(onImport('src/tools/a.ts', "import _ from 'lodash';")).toContain('has its home in the floor plan');
  });

  it('refuses child processes where nobody records them, but for the one file that may', () => {
    const line = "import { spawn } from 'node:child_process';";
    expect(onImport('src/app/run-item.ts', line)).toContain('outlives its run');
    expect(onImport('src/app/detach-run.ts', line)).toBe('');
  });

  it('refuses modules that touch the machine in protocol', () => {
    expect(onImport('src/protocol/a.ts', "import { readFile } from 'node:fs/promises';")).toContain('run anywhere');
  });
});

describe('circles', () => {
  it('are not in the floor plan', () => {
    expect(violationText(planViolations())).toBe('');
  });

  it('are not among the files of a room', () => {
    expect(violationText(cycleViolations(sources))).toBe('');
  });

  it('refuses two rooms that may import each other', () => {
    const room = { what: '', because: '' };
    const plan = [
      { ...room, name: 'a', mayImport: ['b'] },
      { ...room, name: 'b', mayImport: ['a'] },
    ];
    expect(violationText(planViolations(plan))).toContain('a → b → a');
  });

  it('refuses files that need each other, however long the way around', () => {
    const files = ['b', 'c', 'a'].map((next, index) =>
      parseSource(`src/store/${'abc'[index]}.ts`, `export { x } from './${next}.ts';`),
    );
    expect(violationText(cycleViolations(files))).toContain('src/store/a.ts → src/store/b.ts → src/store/c.ts');
  });

  it('lets files know each other’s types', () => {
    const a = parseSource('src/store/a.ts', "import type { B } from './b.ts'; import { type C } from './b.ts';");
    const b = parseSource('src/store/b.ts', "import { a } from './a.ts';");
    expect(cycleViolations([a, b])).toEqual([]);
  });
});

describe('time and chance', () => {
  it('arrive as arguments', () => {
    expect(violationText(clockViolations(sources))).toBe('');
  });

  it.each([
    'Date.now()',
    'new Date()',
    'Math.random()',
    'performance.now()',
    'crypto.randomUUID()',
    'randomBytes(4)',
    '[1].map(Math.random)',
  ])('refuses %s', (text) => {
    expect(violationText(clockViolations([parseSource('src/runtime/a.ts', `const x = ${text};`)]))).toContain(
      'src/runtime/a.ts:1  asks for',
    );
  });

  it('lets a given time be read, and words about time stand in texts', () => {
    const text = "const at = new Date(ms).toISOString(); const said = 'Date.now()'; // Math.random()";
    expect(clockViolations([parseSource('src/runtime/a.ts', text)])).toEqual([]);
  });
});

describe('files', () => {
  it('can each be read in one sitting', () => {
    expect(violationText(sizeViolations(sources))).toBe('');
  });

  it('refuses one that is too long', () => {
    const long = parseSource('src/store/a.ts', '\n'.repeat(sizes.mostLines + 1));
    expect(violationText(sizeViolations([long]))).toContain('has 401 lines');
  });

  it('refuses many that are long', () => {
    const files = [10, 10, 250].map((count, index) => parseSource(`src/store/${index}.ts`, '\n'.repeat(count)));
    expect(violationText(sizeViolations(files))).toContain('90th percentile at 250 lines');
  });
});

describe('tests', () => {
  const tests = readdirSync(join(repository, 'tests'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => `tests/${name}`);

  it('stand in a folder for each room', () => {
    expect(violationText(mirrorViolations(sources, tests))).toBe('');
  });

  it('refuses a room without any', () => {
    const withoutStore = tests.filter((path) => !path.startsWith('tests/store/'));
    expect(violationText(mirrorViolations([parseSource('src/store/index.ts', '')], withoutStore))).toContain(
      'src/store  has no test under tests/store/',
    );
  });
});

it('the plan names every room once, with a reason', () => {
  expect(new Set(rooms.map(({ name }) => name)).size).toBe(rooms.length);
  expect(rooms.filter(({ because, what }) => because === '' || what === '')).toEqual([]);
});
