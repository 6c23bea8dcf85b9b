/** How a test makes the cockpit break down. */
export type Fault = 'render' | 'handler' | 'uncaught' | 'rejection' | 'exit';

const FAULTS: readonly Fault[] = ['render', 'handler', 'uncaught', 'rejection', 'exit'];

/**
 * `RYE_TUI_FAULT=<fault>` in the environment, for tests of what is left of the terminal: after the first frame the
 * cockpit throws while it draws (`render`) or in an effect (`handler`), throws where nobody catches (`uncaught`),
 * leaves a rejection to nobody (`rejection`), or leaves by `process.exit(7)` (`exit`).
 */
export function faultOf(env: Readonly<Record<string, string | undefined>>): Fault | undefined {
  return FAULTS.find((fault) => fault === env['RYE_TUI_FAULT']);
}

/** Breaks down outside of what draws; the other two are made where it draws. */
export function breakDown(fault: Fault, exit: (code: number) => void): void {
  if (fault === 'uncaught') {
    setImmediate(() => {
      throw new Error('a fault was asked for: uncaught');
    });
  } else if (fault === 'rejection') {
    void Promise.reject(new Error('a fault was asked for: rejection'));
  } else if (fault === 'exit') {
    exit(7);
  }
}
