import type { Cockpit } from '../cockpit.ts';
import type { CockpitHost } from '../host.ts';
import { runScreen, type ScreenEnd } from '../terminal/run-screen.tsx';
import { App } from './App.tsx';

/** Draws a cockpit on the alternate screen until it ends. */
export function renderCockpit(host: CockpitHost, cockpit: Cockpit): Promise<ScreenEnd> {
  return runScreen(host, (screen) => <App cockpit={cockpit} screen={screen} />);
}
