import { expect, test } from 'vitest';
import { codesOf, withMetadata } from '../source-of.ts';

const hooks = (xml: string) => withMetadata(`<hooks>${xml}</hooks>`).hooks;

test('a hook with one action', () => {
  expect(
    hooks(`<hook id="h1" event="after_step" position="after" wrap="false" layer="3">
      <condition path="cost.turns" op="gte" value="3"/>
      <action primary="execute" item_type="tool" item_id="acme/log">
        <param name="who">\${thread_id}</param><param>bare</param><param name="none"></param>
      </action>
    </hook>`),
  ).toEqual([
    {
      id: 'h1',
      event: 'after_step',
      position: 'after',
      wrap: false,
      layer: 3,
      condition: { path: 'cost.turns', op: 'gte', value: 3 },
      action: {
        primary: 'execute',
        item_type: 'tool',
        item_id: 'acme/log',
        params: { who: '${thread_id}', param: 'bare' },
      },
    },
  ]);
});

test('a hook with a list of actions', () => {
  expect(
    hooks(
      '<hook event="thread_started"><action><fetch item_type="knowledge" item_id="a"/><execute item_type="tool" item_id="b"/></action></hook>',
    ),
  ).toEqual([
    {
      id: 'hook-1',
      event: 'thread_started',
      actions: [
        { primary: 'fetch', item_type: 'knowledge', item_id: 'a' },
        { primary: 'execute', item_type: 'tool', item_id: 'b' },
      ],
    },
  ]);
});

test('the older form, where <when> is an event name', () => {
  expect(
    hooks(
      '<hook><when>error</when><execute item_type="directive">ops/mend</execute><inputs><reason>it broke</reason></inputs></hook>',
    ),
  ).toEqual([
    {
      id: 'hook-1',
      event: 'error',
      action: { primary: 'execute', item_type: 'directive', item_id: 'ops/mend' },
      inputs: { reason: 'it broke' },
    },
  ]);
});

test.each([
  ['an expression as <when>', '<hook><when>cost.turns &gt; 3</when><execute>x</execute></hook>', 0],
  ['no event at all', '<hook id="a"><action primary="fetch"/></hook>', 0],
  ['no action', '<hook event="error"/>', 1],
])('%s is warned about', (_, xml, kept) => {
  const directive = withMetadata(`<hooks>${xml}</hooks>`);
  expect(directive.hooks).toHaveLength(kept);
  expect(codesOf(directive)).toEqual(['dead-hook']);
});

test.each([
  ['true', true],
  ['FALSE', false],
  ['3', 3],
  ['-0.5', -0.5],
  ['abc', 'abc'],
  ['3px', '3px'],
  ['', ''],
])('the condition value "%s" is %j', (value, expected) => {
  const [hook] = hooks(`<hook event="error"><condition path="a" value="${value}"/><action primary="fetch"/></hook>`);
  expect(hook?.condition).toEqual({ path: 'a', value: expected });
});
