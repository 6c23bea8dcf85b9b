import type { Cockpit } from '../cockpit.ts';
import type { CockpitHost } from '../host.ts';
import { runScreen, type ScreenEnd } from '../terminal/run-screen.tsx';
import { App } from './App.tsx';
import { catchConsole } from './catch-console.ts';

/** Draws a cockpit on the alternate screen until it ends. */
export async function renderCockpit(host: CockpitHost, cockpit: Cockpit): Promise<ScreenEnd> {
  const ended = runScreen(host, (screen) => <App cockpit={cockpit} screen={screen} />);
  // What is written to stderr past the console is kept for the normal screen; what the console prints, for the own log.
  const giveBack = catchConsole((text) => cockpit.send({ type: 'notice', text, level: 'info' }));
  return ended.finally(giveBack);
}
