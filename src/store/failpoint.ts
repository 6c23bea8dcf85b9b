/** Told the name of each point of the store at which a crash matters. */
export type Probe = (name: string) => void;

/** A probe that does nothing. */
export const noProbe: Probe = () => undefined;

/**
 * Kills its own process at one of those points, for tests of what survives.
 *
 * `RYE_FAILPOINT=<name>[:<n>]` in the environment: SIGKILL at the n-th passing of that point (1 where n is absent).
 * Without the variable it does nothing.
 */
export const failpoint: Probe = (name) => {
  if (wanted === undefined || wanted.name !== name) return;
  wanted.left -= 1;
  if (wanted.left === 0) process.kill(process.pid, 'SIGKILL');
};

const wanted = parse(process.env['RYE_FAILPOINT']);

function parse(text: string | undefined): { name: string; left: number } | undefined {
  if (!text) return undefined;
  const [name = '', times = '1'] = text.split(':');
  return { name, left: Number.parseInt(times, 10) || 1 };
}
