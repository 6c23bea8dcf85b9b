import { expect, test } from 'vitest';
import { codesOf, withMetadata } from '../source-of.ts';

test.each([
  ['everything', '*', ['rye.*']],
  ['everything, risks acknowledged', '*\n<acknowledge risk="unrestricted">trusted</acknowledge>', ['rye.*']],
  ['all of one action', '<execute>*</execute><sign>*</sign>', ['rye.execute.*', 'rye.sign.*']],
  [
    'kinds',
    '<execute><tool>acme.deploy.*</tool><directive>acme/release/*</directive></execute>',
    ['rye.execute.tool.acme.deploy.*', 'rye.execute.directive.acme.release.*'],
  ],
  [
    'text of an action',
    '<fetch>some.text</fetch><sign>knowledge.notes</sign>',
    ['rye.fetch.some.text', 'rye.sign.knowledge.notes'],
  ],
  [
    'old names of fetch',
    '<search>*</search><load><knowledge>a/b</knowledge></load>',
    ['rye.fetch.*', 'rye.fetch.knowledge.a.b'],
  ],
  [
    'whole capabilities',
    '<cap>rye.execute.tool.x</cap><cap>rye.search.knowledge.*</cap><cap>rye.load.tool.y</cap><cap>rye.search</cap>',
    ['rye.execute.tool.x', 'rye.fetch.knowledge.*', 'rye.fetch.tool.y', 'rye.fetch'],
  ],
  ['a comment between', '<!-- why --><fetch>*</fetch>', ['rye.fetch.*']],
  ['the same twice', '<search>*</search><fetch>*</fetch>', ['rye.fetch.*']],
])('%s', (_, xml, capabilities) => {
  const directive = withMetadata(`<permissions>${xml}</permissions>`);
  expect(directive.permissions).toEqual(capabilities);
  expect(directive.warnings).toEqual([]);
});

test.each([
  '',
  '<permissions/>',
  '<permissions></permissions>',
  '<permissions><acknowledge risk="elevated">x</acknowledge></permissions>',
])('%j declares no permissions', (xml) => {
  expect(withMetadata(xml)).not.toHaveProperty('permissions');
});

test('the source text of the permissions is kept', () => {
  expect(withMetadata('<permissions>\n <fetch>a &amp; b</fetch></permissions>').permissionsText).toBe(
    '<permissions>\n <fetch>a &amp; b</fetch></permissions>',
  );
});

test('risks are acknowledged by attribute, or by the name of a risk as text', () => {
  const directive = withMetadata(
    '<permissions><fetch>*</fetch><acknowledge risk="elevated">runs shell</acknowledge><acknowledge>write</acknowledge><acknowledge>yes</acknowledge></permissions>',
  );
  expect(directive.acknowledgedRisks).toEqual([
    { risk: 'elevated', reason: 'runs shell' },
    { risk: 'write', reason: '' },
  ]);
  expect(codesOf(directive)).toEqual(['empty-acknowledgement']);
});

test.each([
  [
    'a doubled prefix',
    '<execute><tool>rye.execute.tool.*</tool></execute>',
    ['rye.execute.tool.rye.execute.tool.*'],
    'doubled-permission',
  ],
  ['a star beside grants', '*<fetch>*</fetch>', ['rye.fetch.*'], 'ignored-wildcard'],
  ['an empty grant', '<fetch>*</fetch><execute><tool/></execute>', ['rye.fetch.*'], 'empty-permission'],
  ['a capability without its root', '<fetch>*</fetch><cap>execute.tool</cap>', ['rye.fetch.*'], 'empty-permission'],
])('%s is warned about', (_, xml, capabilities, code) => {
  const directive = withMetadata(`<permissions>${xml}</permissions>`);
  expect(directive.permissions).toEqual(capabilities);
  expect(codesOf(directive)).toEqual([code]);
});
