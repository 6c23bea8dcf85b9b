import { describe, expect, test } from 'vitest';
import { fenced } from '../source-of.ts';
import { codes, read, readMetadata, readXml } from './rows.ts';

describe('2.1 layout', () => {
  test('signature, marker, title and summary stand above; everything below is the prompt', () => {
    const text = `<!-- rye:signed:2026-01-01T00:00:00Z:placeholder:unsigned:unsigned -->\n<!-- rye:unsigned -->\n${fenced(
      '<directive name="a" version="1.2.0" extends="house/base"/>',
      '<process> if a < b & c </process>\n<success_criteria>x</success_criteria>',
    )}`;
    expect(read(text)).toMatchObject({
      name: 'a',
      version: '1.2.0',
      extends: 'house/base',
      body: '<process> if a < b & c </process>\n<success_criteria>x</success_criteria>',
      warnings: [],
    });
  });
  test.each(['<process>\n</step>', 'no tags at all', '```python\nif a < b: pass\n```', '{"json": {input:x}}'])(
    'the body is opaque: %j',
    (body) => expect(readXml('<directive name="a"/>', body).body).toBe(body),
  );
});

describe('2.2 root attributes', () => {
  test.each([
    ['single quotes, lines', "<directive\n name='a'\n version='1.0.0'\n/>", { name: 'a', version: '1.0.0' }],
    ['a > in a value', '<directive extends="x>y" name="a"/>', { name: 'a', extends: 'x>y' }],
    ['a declaration above', '<?xml version="1.0"?><directive name="a"/>', { name: 'a' }],
    ['a comment above', '<!-- x --><directive name="a"/>', { name: 'a' }],
    [
      'metadata children',
      '<directive><metadata><name>a</name><version>0.1.0</version><extends>x</extends></metadata></directive>',
      { name: 'a', version: '0.1.0', extends: 'x' },
    ],
    [
      'attributes before children',
      '<directive name="a"><metadata><name>b</name></metadata></directive>',
      { name: 'a' },
    ],
    ['the file stem', '<directive/>', { name: 'ship_it' }],
  ])('%s', (_, xml, expected) => expect(readXml(xml)).toMatchObject(expected));
});

describe('2.3 the fence', () => {
  test.each(['```XML', '```xml directive', '  ```xml', '``` xml', '````xml'])('%j opens none', (opening) => {
    expect(() => read(`${opening}\n<directive name="a"/>\n\`\`\`\`\n`)).toThrow(
      /a directive needs a fence|no ```xml fence/,
    );
  });
  test('blanks after the mark are fine, above and below', () => {
    expect(read('```xml \t\n<directive name="a"/>\n``` \nBody').body).toBe('Body');
  });
  test('a block of four backticks above hides nothing below it', () => {
    expect(read(`\`\`\`\`\nsample\n\`\`\`\`\n${fenced('<directive name="a"/>')}`).name).toBe('a');
  });
  test('a fence closes at one as long, or longer', () => {
    expect(read('```xml\n<directive name="a"/>\n`````\nBody').body).toBe('Body');
  });
  test('of two xml fences the first counts, directive or not', () => {
    expect(() => read(`\`\`\`xml\n<other/>\n\`\`\`\n${fenced('<directive name="a"/>')}`)).toThrow('holds <other>');
  });
});

describe('2.4 what breaks XML', () => {
  const description = (xml: string) => readMetadata(`<description>${xml}</description>`);
  test.each([
    [
      '> bare, quotes, placeholders, other scripts',
      'a > b "c" \'d\' {input:x} ñ漢',
      'a > b "c" \'d\' {input:x} ñ漢',
      [],
    ],
    ['references', '&amp;&lt;&gt;&quot;&apos;&#233;&#xe9;', '&<>"\'éé', []],
    ['HTML entities are text', '&nbsp;&eacute;', '&nbsp;&eacute;', ['bare-ampersand', 'bare-ampersand']],
    ['a comment in mid-text', 'a<!-- b -->c', 'ac', []],
    ['CDATA', '<![CDATA[<a> & ]]>b', '<a> & b', []],
    ['bare & is escaped, once, with a warning', 'R&D', 'R&D', ['bare-ampersand']],
  ])('%s', (_, xml, text, warned) => {
    const directive = description(xml);
    expect(directive.description).toBe(text);
    expect(codes(directive)).toEqual(warned);
  });
  test.each([
    ['bare <', '<description>a < b</description>'],
    ['< in an attribute', '<model tier="a<b"/>'],
    ['-- in a comment', '<!-- a -- b -->'],
  ])('%s is refused', (_, xml) => expect(() => readMetadata(xml)).toThrow(/ship_it\.md:4:\d+/));
  test('a comment inside <permissions> is ignored', () => {
    expect(readMetadata('<permissions><!-- all --><fetch>*</fetch></permissions>').permissions).toEqual([
      'rye.fetch.*',
    ]);
  });
  test('a default namespace hides nothing', () => {
    expect(
      readXml('<directive xmlns="urn:x" name="a"><inputs><input name="i" type="string"/></inputs></directive>').inputs,
    ).toHaveLength(1);
  });
  test.each(['template', 'example', 'raw'])('<%s> may hold anything', (tag) => {
    expect(readMetadata(`<${tag}>a < b & <c></${tag}><description>d</description>`)).toMatchObject({
      description: 'd',
      warnings: [],
    });
  });
});

describe('2.5 metadata', () => {
  test('only the first <metadata> counts, and of repeated children the last', () => {
    const xml =
      '<directive><metadata><limits turns="1" tokens="5"/><limits turns="2"/></metadata><metadata><description>no</description></metadata></directive>';
    expect(readXml(xml)).toMatchObject({ limits: { turns: 2 }, description: '' });
  });
  test('the description of the metadata wins over one at the root', () => {
    expect(
      readXml('<directive><description>r</description><metadata><description>m</description></metadata></directive>')
        .description,
    ).toBe('m');
    expect(readXml('<directive><description>r</description></directive>').description).toBe('r');
  });
  test.each(['model', 'model_class'])('<%s> is its attributes; its text means nothing', (tag) => {
    expect(readMetadata(`<${tag} tier="fast" fallback="x" parallel="2">opus</${tag}>`).model).toEqual({ tier: 'fast' });
  });
  test.each([
    ['max_turns="3"', { turns: 3 }],
    ['max_tokens="3"', { tokens: 3 }],
    ['max_spend="0.3"', { spend: 0.3 }],
    ['max_spawns="3"', { spawns: 3 }],
    ['max_depth="3"', { depth: 3 }],
    ['timeout="3"', { duration_seconds: 3 }],
    ['duration="3"', { duration_seconds: 3 }],
    ['max_duration="3.5"', { duration_seconds: 3.5 }],
    ['spend="2" spend_currency="USD"', { spend: 2 }],
  ])('limits: %s', (attributes, limits) => expect(readMetadata(`<limits ${attributes}/>`).limits).toEqual(limits));
  test('limits may be children', () => {
    expect(readMetadata('<limits><turns>3</turns><max_spend>.5</max_spend></limits>').limits).toEqual({
      turns: 3,
      spend: 0.5,
    });
  });
  test('an unknown limit is a warning', () => {
    expect(codes(readMetadata('<limits turns="1" patience="2"/>'))).toEqual(['unknown-limit']);
  });
  test.each(['1e3', '4-10', '{input:n}', 'many'])('the limit "%s" is an error', (value) => {
    expect(() => readMetadata(`<limits turns="${value}"/>`)).toThrow('not a whole number');
  });
  test('continuation_directive is an id; cost and other elements are let be', () => {
    expect(
      readMetadata(
        '<continuation_directive> a/b </continuation_directive><cost><spend currency="USD">1</spend></cost><made_up>x</made_up>',
      ),
    ).toMatchObject({
      continuationDirective: 'a/b',
      warnings: [],
    });
  });
});

describe('2.6 permissions', () => {
  const granted = (xml: string) => readMetadata(`<permissions>${xml}</permissions>`);
  test.each([
    ['*', ['rye.*']],
    ['<execute>*</execute>', ['rye.execute.*']],
    ['<fetch>*</fetch>', ['rye.fetch.*']],
    ['<sign>*</sign>', ['rye.sign.*']],
    ['<execute><tool>acme.deploy.*</tool></execute>', ['rye.execute.tool.acme.deploy.*']],
    ['<execute><directive>acme/release/*</directive></execute>', ['rye.execute.directive.acme.release.*']],
    ['<execute><gadget>x</gadget></execute>', ['rye.execute.gadget.x']],
    ['<fetch>some.text</fetch>', ['rye.fetch.some.text']],
    ['<search>*</search>', ['rye.fetch.*']],
    ['<load><tool>a/b</tool></load>', ['rye.fetch.tool.a.b']],
    ['<cap>rye.execute.tool.a</cap>', ['rye.execute.tool.a']],
    ['<cap>rye.search.directive.*</cap>', ['rye.fetch.directive.*']],
    ['<cap>rye.load.knowledge.*</cap>', ['rye.fetch.knowledge.*']],
    ['*<acknowledge risk="unrestricted">yes</acknowledge>', ['rye.*']],
  ])('%s', (xml, capabilities) => expect(granted(xml)).toMatchObject({ permissions: capabilities, warnings: [] }));
  test('an acknowledgement names its risk by attribute, or by text', () => {
    expect(
      granted('<acknowledge risk="elevated">r</acknowledge><acknowledge>write</acknowledge>').acknowledgedRisks,
    ).toEqual([
      { risk: 'elevated', reason: 'r' },
      { risk: 'write', reason: '' },
    ]);
  });
  test.each(['', '<permissions/>'])('%j declares none', (xml) => expect(readMetadata(xml).permissions).toBeUndefined());
  test('a doubled prefix is warned about', () => {
    expect(codes(granted('<execute><tool>rye.execute.tool.*</tool></execute>'))).toEqual(['doubled-permission']);
  });
  test('another tag is an error', () => expect(() => granted('<write>*</write>')).toThrow('<write> is no permission'));
});

describe('2.7 hooks', () => {
  const hooks = (xml: string) => readMetadata(`<hooks>${xml}</hooks>`);
  test('attributes are text, but wrap and layer are what they say', () => {
    expect(
      hooks('<hook id="h" event="after_step" position="after" wrap="false" layer="3"><action primary="fetch"/></hook>')
        .hooks,
    ).toMatchObject([{ id: 'h', event: 'after_step', position: 'after', wrap: false, layer: 3 }]);
  });
  test.each([
    ['TRUE', true],
    ['3', 3],
    ['0.5', 0.5],
    ['abc', 'abc'],
  ])('the value %j of a condition is %j', (value, expected) => {
    const directive = hooks(
      `<hook event="error"><condition path="a" op="gte" value="${value}"/><action primary="fetch"/></hook>`,
    );
    expect(directive.hooks[0]?.condition).toEqual({ path: 'a', op: 'gte', value: expected });
  });
  test('an action is its attributes and params; children make a list', () => {
    const directive = hooks(
      '<hook event="error"><action primary="execute" item_type="tool" item_id="x"><param name="k">v</param><param>w</param><param name="e"/></action></hook><hook event="limit"><action><fetch item_type="knowledge" item_id="a"/><sign item_id="b"/></action></hook>',
    );
    expect(directive.hooks).toMatchObject([
      { action: { primary: 'execute', item_type: 'tool', item_id: 'x', params: { k: 'v', param: 'w' } } },
      {
        actions: [
          { primary: 'fetch', item_type: 'knowledge', item_id: 'a' },
          { primary: 'sign', item_id: 'b' },
        ],
      },
    ]);
  });
  test('form B fires where <when> is a bare event', () => {
    expect(
      hooks('<hook><when>error</when><execute item_type="directive">a/b</execute><inputs><x>1</x></inputs></hook>')
        .hooks,
    ).toEqual([
      {
        id: 'hook-1',
        event: 'error',
        action: { primary: 'execute', item_type: 'directive', item_id: 'a/b' },
        inputs: { x: '1' },
      },
    ]);
  });
  test('form B with an expression is warned about', () => {
    expect(codes(hooks('<hook><when>cost.turns &gt; 3</when><execute>x</execute></hook>'))).toEqual(['dead-hook']);
  });
  test.each(['layer="high"', 'position="middle"', 'wrap="maybe"'])('%s is an error', (attribute) => {
    expect(() => hooks(`<hook event="error" ${attribute}><action primary="fetch"/></hook>`)).toThrow('ship_it.md:4:');
  });
});

describe('2.8 context', () => {
  test('order is kept, repetition adds up, what is empty is left out', () => {
    expect(
      readMetadata(
        '<context><before>b</before><system>s</system><before> c </before><after/><suppress>x</suppress></context>',
      ).context,
    ).toEqual({
      system: ['s'],
      before: ['b', 'c'],
      after: [],
      suppress: ['x'],
    });
  });
  test.each([
    'related_files',
    'dependencies',
    'requires',
    'depends_on',
    'used_by',
    'suggests',
    'conflicts_with',
    'example_of',
  ])('<%s> is ignored with a warning', (tag) =>
    expect(codes(readMetadata(`<context><${tag}>x</${tag}></context>`))).toEqual(['unknown-context']),
  );
});

describe('2.9 inputs and outputs', () => {
  const fields = (xml: string) => readXml(`<directive name="a">${xml}</directive>`);
  test('the defaults of a field', () => {
    expect(
      fields(
        '<inputs><input name="a">  d  </input><input name="b" required="True" default="" type="integer"/></inputs>',
      ).inputs,
    ).toEqual([
      { name: 'a', type: 'string', required: false, description: 'd' },
      { name: 'b', type: 'integer', required: true, default: '' },
    ]);
  });
  test.each(['yes', '1', 'false', ''])('required="%s" is not required', (value) => {
    expect(fields(`<inputs><input name="a" required="${value}"/></inputs>`).inputs[0]?.required).toBe(false);
  });
  test('only direct children count; an empty <inputs/> declares nothing', () => {
    expect(fields('<inputs><group><input name="a"/></group></inputs>')).toMatchObject({
      inputs: [],
      declaresInputs: false,
    });
    expect(fields('<inputs/>').declaresInputs).toBe(false);
  });
  test.each(['success', 'failure', 'result'])('the older <%s> declares no output', (tag) => {
    expect(fields(`<outputs><${tag}>x</${tag}></outputs>`).outputs).toEqual([]);
  });
});

describe('2.10 a prompt inside the fence', () => {
  const inside =
    '<directive name="a"><process>\n  if a < b & {input:x}\n</process><steps>s</steps><success_criteria>c</success_criteria></directive>';
  test('is the body, as written, where nothing stands below', () => {
    expect(readXml(inside, '').body).toBe(
      '<process>\n  if a < b & {input:x}\n</process>\n\n<steps>s</steps>\n\n<success_criteria>c</success_criteria>',
    );
  });
  test('is not, where something does', () => expect(readXml(inside, 'Below').body).toBe('Below'));
});
