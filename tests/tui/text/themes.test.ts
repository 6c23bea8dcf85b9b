import { expect, it } from 'vitest';
import { isTheme, lineOf, paint, themes } from '../../../src/tui/text/index.ts';

it.each(Object.keys(themes))('the theme %s has a colour for each that the screens use', (name) => {
  expect(isTheme(name)).toBe(true);
  if (!isTheme(name)) return;
  for (const colour of ['red', 'green', 'yellow', 'cyan', 'blue', 'magenta', 'grey'] as const)
    expect(paint(lineOf('x', { colour }), themes[name])).toBe(`\u001b[${themes[name][colour]}mx\u001b[39m`);
});

it('failed and done differ by blue and orange for eyes that tell red and green apart badly', () => {
  const { red, green } = themes['colour-blind'];
  expect([red, green]).toEqual(['38;5;208', '38;5;33']);
});

it.each(['constructor', '', 'Light', 3, undefined])('%j is no theme', (name) => {
  expect(isTheme(name)).toBe(false);
});
