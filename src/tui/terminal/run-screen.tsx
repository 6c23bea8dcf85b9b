import { render } from 'ink';
import type { ReactNode } from 'react';
import { breakDown, faultOf } from './fault.ts';
import { guardTerminal, type TerminalGuard } from './guard-terminal.ts';
import { holdOutput } from './hold-output.ts';
import { Lifeline } from './Lifeline.tsx';

/** What a screen needs of the process. */
export interface ScreenHost {
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  env: Readonly<Record<string, string | undefined>>;
  /** Aborts when the process is told to end. */
  interrupt: AbortSignal;
}

/** What a drawn tree may do with the terminal. */
export type Screen = Pick<TerminalGuard, 'setMode' | 'suspend' | 'lend'>;

/** How a screen ended; `stray` is what others printed meanwhile. */
export type ScreenEnd = ({ reason: 'quit' | 'interrupted' } | { reason: 'error'; error: Error }) & { stray: string };

/**
 * Draws on the alternate screen until the tree exits, an error ends it or the process is told to end. Whatever happens
 * then or later, up to the end of the process by `process.exit`, the terminal is as it was.
 * @param draw The tree; it exits through Ink's `useApp().exit`.
 */
export async function runScreen(host: ScreenHost, draw: (screen: Screen) => ReactNode): Promise<ScreenEnd> {
  const { stdin, stdout, stderr, env, interrupt } = host;
  const guard = guardTerminal(stdout, process);
  const release = holdOutput(stderr === stdout ? undefined : stderr);
  const ready = Promise.withResolvers<() => Promise<() => Promise<void>>>();
  let drawAgain: (() => void) | undefined;
  // The library draws at once when the size changes. Listening before it, we make it take in first what those who
  // listened before us have changed: else it would draw what was made for the old size.
  const settle = (): void => drawAgain?.();
  try {
    const tree = (
      <Lifeline
        onReady={ready.resolve}
        fault={faultOf(env)}
        onFault={(fault) => breakDown(fault, (code) => process.exit(code))}
      >
        {draw(guard)}
      </Lifeline>
    );
    stdout.on('resize', settle);
    const app = render(tree, {
      stdin,
      stdout,
      stderr,
      alternateScreen: true,
      incrementalRendering: true,
      // A terminal is a terminal, in CI too; whether there is one was asked before.
      interactive: true,
      // The screen's own reader mode erases and repeats everything at each change; linear mode is ours.
      isScreenReaderEnabled: false,
      exitOnCtrlC: false,
      patchConsole: false,
    });
    drawAgain = () => app.rerender(tree);
    guard.attach({ takeDown: () => app.unmount(), handOver: async () => (await ready.promise)() });
    const end = await Promise.race([
      app.waitUntilExit().then(
        () => ({ reason: 'quit' as const }),
        (error: Error) => ({ reason: 'error' as const, error }),
      ),
      guard.fault.then((error) => ({ reason: 'error' as const, error })),
      aborted(interrupt).then(() => ({ reason: 'interrupted' as const })),
    ]);
    guard.release();
    return { ...end, stray: release() };
  } finally {
    stdout.off('resize', settle);
    guard.release();
    release();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
