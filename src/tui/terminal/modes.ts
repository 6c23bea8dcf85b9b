/** Private modes that a screen may have on, by what they do. @see Source: XTerm Control Sequences, "DEC Private Mode" */
const MODES = { mouse: [1000, 1006], focus: [1004] } as const;

/** What a screen turns on and off while it runs. */
export type ScreenMode = keyof typeof MODES;

/** The bytes that turn a mode on or off. */
export function modeBytes(mode: ScreenMode, on: boolean): string {
  return MODES[mode].map((number) => `\u001b[?${number}${on ? 'h' : 'l'}`).join('');
}

/**
 * Gives a terminal back: the normal buffer, a cursor, no paste marks, no mouse and no focus reports. Whatever was on;
 * turning off what is off changes nothing.
 */
export const RESETS = '\u001b[?1049l\u001b[?25h\u001b[?2004l\u001b[?1000l\u001b[?1006l\u001b[?1004l';
