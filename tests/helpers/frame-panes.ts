import { frameText } from './frame-text.ts';
import type { Terminal } from './terminal.ts';

/** All panes of a narrow screen as `frameText` has them, without the header, where commits and clocks stand, and the footer. */
export function panesText(terminal: Terminal): string {
  return `${/┌.*┘/s.exec(frameText(terminal))?.[0] ?? ''}\n`;
}

/** Its first pane, the list: what stands below it may be about something whose ids are up to chance. */
export function listText(terminal: Terminal): string {
  return `${/┌[^┘]*┘/.exec(frameText(terminal))?.[0] ?? ''}\n`;
}
