import { describe, expect, it } from 'vitest';
import { ExitCode, RyeError } from '#protocol';
import type { Io } from '../../src/cli/io.ts';
import { printError } from '../../src/cli/output/print-error.ts';

class BadThingError extends RyeError {
  readonly code = 'test/bad-thing';
  override readonly exitCode = ExitCode.usage;
}

describe('an error on the command line', () => {
  it('says what, what to do and its code, on standard error, and gives its exit code', () => {
    const { io, out, err } = fakeIo();
    expect(printError(new BadThingError('A thing is bad.', { hint: 'Mend it.' }), io, false)).toBe(2);
    expect(err()).toBe('rye: A thing is bad.\n  Mend it.\n  [test/bad-thing]\n');
    expect(out()).toBe('');
  });

  it('is one document on standard output where JSON is asked for', () => {
    const { io, out, err } = fakeIo();
    printError(new BadThingError('A thing is bad.', { hint: 'Mend it.', data: { thing: 1 } }), io, true);
    expect(JSON.parse(out())).toEqual({
      error: { code: 'test/bad-thing', message: 'A thing is bad.', hint: 'Mend it.', data: { thing: 1 } },
    });
    expect(err()).toBe('');
  });

  it('of the operating system that a person can mend is one of the environment', () => {
    const { io, err } = fakeIo();
    const refused = Object.assign(new Error('EROFS: read-only'), {
      code: 'EROFS',
      syscall: 'mkdir',
      path: '/project/.ai',
    });
    expect(printError(refused, io, false)).toBe(3);
    expect(err()).toContain('the disk is read-only (EROFS, mkdir /project/.ai)');
    expect(err()).toContain('[cli/environment]');
  });

  it('that rye did not foresee ends with 1, and shows no stack unless asked', () => {
    const { io, err } = fakeIo();
    expect(printError(new TypeError('x is no function'), io, false)).toBe(1);
    expect(err()).toBe('rye: x is no function\n  [internal]\n');
  });

  it('never sends control characters of a message to the terminal', () => {
    const { io, err } = fakeIo();
    printError(new BadThingError('bad \u001b[31mred\u0007'), io, false);
    expect(err()).not.toMatch(/\p{Cc}(?<!\n)/u);
  });
});

function fakeIo(): { io: Io; out: () => string; err: () => string } {
  let out = '';
  let err = '';
  const io: Io = {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    readInput: async () => '',
    env: {},
    cwd: '/project',
    colour: false,
    interactive: false,
    interrupt: new AbortController().signal,
  };
  return { io, out: () => out, err: () => err };
}
