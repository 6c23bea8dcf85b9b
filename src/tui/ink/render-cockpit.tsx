import { render } from 'ink';
import type { Cockpit } from '../cockpit.ts';
import type { CockpitHost } from '../host.ts';
import { App } from './App.tsx';
import { catchConsole } from './catch-console.ts';

/** Draws a cockpit on the alternate screen until it ends. @throws what a render threw */
export async function renderCockpit(host: CockpitHost, cockpit: Cockpit): Promise<void> {
  const giveBack = catchConsole((text) => cockpit.send({ type: 'notice', text, level: 'info' }));
  const instance = render(<App cockpit={cockpit} />, {
    stdin: host.stdin,
    stdout: host.stdout,
    stderr: host.stderr,
    alternateScreen: true,
    incrementalRendering: true,
    maxFps: 30,
    exitOnCtrlC: false,
    // Ink would print it above the frame; it goes to the cockpit's own log instead.
    patchConsole: false,
    // In CI Ink would draw nothing; whether there is a terminal was checked before.
    interactive: true,
    isScreenReaderEnabled: false,
  });
  try {
    await instance.waitUntilExit();
  } finally {
    giveBack();
    instance.cleanup();
  }
}
