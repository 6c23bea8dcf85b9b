import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDirective } from '#library';
import { RyeError } from '#protocol';
import { codesOf, fenced, sourceOf, withMetadata } from '../source-of.ts';

const parse = (text: string) => parseDirective(sourceOf(text));

describe('the fence', () => {
  test('a sample inside a longer fence is not the directive', () => {
    const text = `\`\`\`\`md\n\`\`\`xml\n<directive name="sample"/>\n\`\`\`\n\`\`\`\`\n\n${fenced('<directive name="real"/>')}`;
    expect(parse(text).name).toBe('real');
  });

  test('a sample inside a tilde fence is not the directive', () => {
    expect(
      parse(`~~~\n\`\`\`xml\n<directive name="sample"/>\n\`\`\`\n~~~\n${fenced('<directive name="real"/>')}`).name,
    ).toBe('real');
  });

  test('later xml fences belong to the prompt', () => {
    const directive = parse(fenced('<directive name="a"/>', '```xml\n<other>\n```'));
    expect(directive).toMatchObject({ name: 'a', body: '```xml\n<other>\n```' });
  });

  test('blanks after the marks and a byte order mark before them are fine', () => {
    expect(parse('\uFEFF```xml  \n<directive name="a"/>\n```  \nBody').body).toBe('Body');
  });

  test('the prompt is never parsed as XML', () => {
    const prompt = '<process>\nif a < b && c: &lt; {"x": [1]}\n<step>\n</process>';
    expect(parse(fenced('<directive name="a"/>', prompt)).body).toBe(prompt);
  });
});

describe('root attributes', () => {
  test.each([
    [
      'attributes',
      '<directive name="a" version="1.0.0" extends="house/base"/>',
      { name: 'a', version: '1.0.0', extends: 'house/base' },
    ],
    ['single quotes and lines', "<directive\n  name='a'\n  version='2.0.0'/>", { name: 'a', version: '2.0.0' }],
    ['a ">" in a value', '<directive extends="a > b" name="late"/>', { extends: 'a > b', name: 'late' }],
    ['a declaration and a comment above', '<?xml version="1.0"?>\n<!-- c -->\n<directive name="a"/>', { name: 'a' }],
    [
      'old metadata children',
      '<directive><metadata><name>old</name><version>0.1.0</version></metadata></directive>',
      { name: 'old', version: '0.1.0' },
    ],
    ['nothing: the file stem', '<directive></directive>', { name: 'ship_it' }],
    ['numbers that stay text', '<directive name="007" version="1.10"/>', { name: '007', version: '1.10' }],
    [
      'a default namespace',
      '<directive xmlns="u" name="a"><metadata><description>d</description></metadata></directive>',
      { description: 'd' },
    ],
  ])('%s', (_, xml, expected) => {
    expect(parse(fenced(xml))).toMatchObject(expected);
  });
});

describe('text', () => {
  test.each([
    ['named and numeric references', 'a &amp;&lt;&gt;&quot;&apos;&#233;&#x42;', 'a &<>"\'éB'],
    ['a comment in the middle', 'one <!-- <x> -->two', 'one two'],
    ['CDATA', '<![CDATA[a <b> & &amp;]]>', 'a <b> & &amp;'],
    ['">" and quotes', 'x > y "q" \'r\' {input:x}', 'x > y "q" \'r\' {input:x}'],
    ['blanks around', '\n   text\n ', 'text'],
  ])('%s', (_, xml, description) => {
    expect(withMetadata(`<description>${xml}</description>`)).toMatchObject({ description, warnings: [] });
  });

  test('a bare & is text, with a warning at its place', () => {
    const directive = withMetadata('<description>R&D, salt & pepper &nbsp;</description><author>a</author>');
    expect(directive.description).toBe('R&D, salt & pepper &nbsp;');
    expect(directive.warnings.map(({ line, col, code }) => [line, col, code])).toEqual([
      [4, 51, 'bare-ampersand'],
      [4, 60, 'bare-ampersand'],
      [4, 69, 'bare-ampersand'],
    ]);
  });

  test('a bare & in an attribute is text too', () => {
    const directive = parse(fenced('<directive name="a" extends="x&y"/>'));
    expect(directive).toMatchObject({ extends: 'x&y' });
    expect(codesOf(directive)).toEqual(['bare-ampersand']);
  });

  test('the description of the metadata wins over one at the root', () => {
    const xml =
      '<directive><description>root</description><metadata><description>meta</description></metadata></directive>';
    expect(parse(fenced(xml)).description).toBe('meta');
    expect(parse(fenced('<directive><description>root</description></directive>')).description).toBe('root');
  });

  test.each(['template', 'example', 'raw'])('<%s> may hold anything', (tag) => {
    const directive = withMetadata(`<${tag} a="1">a < b & </c> <!-- </${tag}><description>kept</description>`);
    expect(directive).toMatchObject({ description: 'kept', warnings: [] });
  });
});

describe('metadata', () => {
  test('only the first metadata counts, and of repeated children the last', () => {
    const xml =
      '<directive><metadata><limits turns="1" tokens="9"/><limits turns="2"/></metadata><metadata><limits turns="7"/></metadata></directive>';
    expect(parse(fenced(xml)).limits).toEqual({ turns: 2 });
  });

  test('the model is its attributes, under either name', () => {
    expect(withMetadata('<model tier="fast" id="m" provider="p" fallback="x">text</model>').model).toEqual({
      tier: 'fast',
      id: 'm',
      provider: 'p',
    });
    expect(withMetadata('<model_class tier="high"/>').model).toEqual({ tier: 'high' });
    expect(withMetadata('<model/>')).not.toHaveProperty('model');
  });

  test('the continuation directive is an id', () => {
    expect(withMetadata('<continuation_directive> a/b </continuation_directive>').continuationDirective).toBe('a/b');
  });

  test('checkpoints are saved at the moments named, at all where none is', () => {
    expect(withMetadata('<checkpoints/>').checkpoints).toEqual(['context', 'synthesis', 'handoff']);
    expect(withMetadata('<checkpoints>handoff, context</checkpoints>').checkpoints).toEqual(['context', 'handoff']);
    expect(withMetadata('')).not.toHaveProperty('checkpoints');
    expect(() => withMetadata('<checkpoints>handof</checkpoints>')).toThrow(/no checkpoint at "handof".*mean handoff/);
  });

  test('limits and the like outside the metadata are named as ignored', () => {
    const directive = parse(fenced('<directive name="a"><limits turns="1"/><permissions>*</permissions></directive>'));
    expect(directive).toMatchObject({ limits: {} });
    expect(directive).not.toHaveProperty('permissions');
    expect(codesOf(directive)).toEqual(['misplaced-element', 'misplaced-element']);
  });
});

describe('a prompt inside the fence', () => {
  const inside = '<process>\n  <step>if a < b</step>\n</process><success_criteria>done</success_criteria>';

  test('is used, as written, where nothing stands below', () => {
    const { body } = parse(fenced(`<directive name="a">${inside}</directive>`, ''));
    expect(body).toBe('<process>\n  <step>if a < b</step>\n</process>\n\n<success_criteria>done</success_criteria>');
  });

  test('is ignored where something does', () => {
    expect(parse(fenced(`<directive name="a">${inside}</directive>`, 'Below.')).body).toBe('Below.');
  });
});

describe('context', () => {
  test('each place is a list in the order written', () => {
    const directive = withMetadata(
      '<context><system>a</system><before>b</before><system> c </system><after/><suppress>d</suppress><requires>x</requires></context>',
    );
    expect(directive.context).toEqual({ system: ['a', 'c'], before: ['b'], after: [], suppress: ['d'] });
    expect(codesOf(directive)).toEqual(['unknown-context']);
  });
});

describe('inputs and outputs', () => {
  const fields = (xml: string) => parse(fenced(`<directive name="a">${xml}</directive>`));

  test('fields take their defaults', () => {
    const { inputs, declaresInputs } = fields(
      '<inputs><input name="a">What</input><input name="b" type="integer" required="TRUE" default=""/><group><input name="c"/></group></inputs>',
    );
    expect(inputs).toEqual([
      { name: 'a', type: 'string', required: false, description: 'What' },
      { name: 'b', type: 'integer', required: true, default: '' },
    ]);
    expect(declaresInputs).toBe(true);
  });

  test.each(['', '<inputs/>', '<inputs></inputs>'])('%j declares no inputs', (xml) => {
    expect(fields(xml)).toMatchObject({ inputs: [], declaresInputs: false });
  });

  test('only <output> declares an output', () => {
    const { outputs } = fields(
      '<outputs><success>old</success><output name="report" type="object" required="true">R</output></outputs>',
    );
    expect(outputs).toEqual([{ name: 'report', type: 'object', required: true, description: 'R' }]);
  });
});

test('any text either parses or is refused with an error of rye', () => {
  const piece = fc.constantFrom(
    '<directive name="a">',
    '</directive>',
    '<metadata>',
    '</metadata>',
    '<limits turns="',
    '"/>',
    '<permissions>',
    '<execute>',
    '*',
    '&',
    '<',
    '>',
    '```xml\n',
    '\n```\n',
    '````\n',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<?',
    '?>',
    '<hook event="error">',
    '<process>',
    '<raw>',
    '</raw>',
    "'",
    '__proto__',
    '\uE000',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.oneof(piece, fc.string({ maxLength: 4 })), { maxLength: 30 }).map((all) => all.join('')),
  );
  fc.assert(
    fc.property(text, fc.boolean(), (content, inFence) => {
      try {
        parse(inFence ? fenced(content) : content);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(RyeError);
      }
    }),
    { numRuns: 1000 },
  );
});
