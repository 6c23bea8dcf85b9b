import type { Colour } from './segment.ts';

/** What a colour of the screens is for the terminal: the parameters of an SGR sequence (ECMA-48 8.3.117). */
export type Theme = Readonly<Record<Colour, string>>;

/**
 * Colours only repeat what words say; these are for eyes and backgrounds. `auto` is the terminal's own palette, which is set up
 * for its background. The others are of the 256 colours that terminals share: `colour-blind` tells blue from orange, and
 * nothing by red and green.
 */
export const themes = {
  auto: { red: '31', green: '32', yellow: '33', blue: '34', magenta: '35', cyan: '36', grey: '90' },
  dark: {
    red: '38;5;210',
    green: '38;5;114',
    yellow: '38;5;221',
    blue: '38;5;111',
    magenta: '38;5;176',
    cyan: '38;5;80',
    grey: '38;5;245',
  },
  light: {
    red: '38;5;124',
    green: '38;5;28',
    yellow: '38;5;94',
    blue: '38;5;25',
    magenta: '38;5;90',
    cyan: '38;5;30',
    grey: '38;5;240',
  },
  'colour-blind': {
    red: '38;5;208',
    green: '38;5;33',
    yellow: '38;5;220',
    blue: '38;5;33',
    magenta: '38;5;182',
    cyan: '38;5;81',
    grey: '38;5;245',
  },
} as const satisfies Readonly<Record<string, Theme>>;

/** The themes there are. */
export type ThemeName = keyof typeof themes;

/** True for the name of a theme. */
export function isTheme(name: unknown): name is ThemeName {
  return typeof name === 'string' && Object.hasOwn(themes, name);
}
