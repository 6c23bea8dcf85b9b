import { FAILPOINTS, type Failpoint, type Probe } from '#protocol';

/** A probe that does nothing. */
export const noProbe: Probe = () => undefined;

/** What is to happen at one point. */
interface Wanted {
  name: string;
  /** At the passing of this number; 1 for the first. */
  nth: number;
  /** And at each one after it. */
  onwards: boolean;
  act: (name: string) => void;
  passed: number;
}

/**
 * Fails at a point as a machine would, for tests of what survives. Without `RYE_FAILPOINT` it does nothing.
 *
 * `RYE_FAILPOINT=<name>[:<n>[+]][=<act>]`, and more of them after commas: at the n-th passing of that point (1 where n is
 * absent; from it on with `+`), the process kills itself with SIGKILL; with `=EIO`, `=ENOSPC` or another code of a system
 * error, what comes next fails with it; with `=wait<ms>` the thread stands still for so long.
 * @see FAILPOINTS for the names
 */
export const failpoint: Probe = (name) => {
  if (wanted.length > 0) pass(wanted, name);
};

/** A failpoint with a setting of its own, for tests. @throws {Error} a setting that says nothing, or names no point. */
export function failpointOf(setting: string): Probe {
  const own = parse(setting);
  return (name) => pass(own, name);
}

const wanted = fromEnvironment();

/** A setting that cannot be read does nothing: what is for tests never stands in the way of a run. */
function fromEnvironment(): Wanted[] {
  try {
    return parse(process.env['RYE_FAILPOINT'] ?? '');
  } catch {
    return [];
  }
}

function pass(points: Wanted[], name: Failpoint): void {
  for (const point of points) {
    if (point.name !== name) continue;
    point.passed += 1;
    if (point.passed === point.nth || (point.onwards && point.passed > point.nth)) point.act(name);
  }
}

function parse(setting: string): Wanted[] {
  return setting
    .split(',')
    .filter((text) => text !== '')
    .map((text) => {
      const parts = /^([a-z-]+)(?::(\d+)(\+)?)?(?:=(\w+))?$/.exec(text);
      const [, name = '', nth = '1', onwards, act = 'kill'] = parts ?? [];
      if (!(name in FAILPOINTS)) throw new Error(`There is no such failpoint: ${text}`);
      return { name, nth: Number(nth), onwards: onwards !== undefined, act: actOf(act), passed: 0 };
    });
}

function actOf(text: string): Wanted['act'] {
  if (text === 'kill') return () => process.kill(process.pid, 'SIGKILL');
  const waitMs = /^wait(\d+)$/.exec(text)?.[1];
  if (waitMs !== undefined) return () => standStill(Number(waitMs));
  if (!/^E[A-Z]+$/.test(text)) throw new Error(`A failpoint cannot do that: ${text}`);
  return (name) => {
    throw Object.assign(new Error(`${text}: at failpoint ${name}`), { code: text });
  };
}

/** Blocks the thread, as a disk that does not answer would. */
function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
