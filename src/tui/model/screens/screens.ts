import type { Model, View } from '../model.ts';
import { boardScreen } from './board-screen.ts';
import { diffScreen } from './diff-screen.ts';
import { filesScreen } from './files-screen.ts';
import { logScreen } from './log-screen.ts';
import { runsScreen } from './runs-screen.ts';
import type { Screen } from './screen.ts';
import { threadsScreen } from './threads-screen.ts';

/** The views, by the names that the model has for them. */
export const screens: { readonly [V in View]: Screen } = {
  runs: runsScreen,
  threads: threadsScreen,
  log: logScreen,
  files: filesScreen,
  diff: diffScreen,
  board: boardScreen,
};

/** The view that is shown. */
export function screenOf({ view }: Model): Screen {
  return screens[view];
}
