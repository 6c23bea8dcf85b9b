import { describe, expect, it } from 'vitest';
import { readCodeDeclarations } from '../../../src/tools/project/read-code.ts';
import { readShellDeclarations } from '../../../src/tools/project/read-shell.ts';
import { toMetadata } from '../../../src/tools/project/tool-metadata.ts';

describe('a shell script', () => {
  it('declares in comment lines at its top', () => {
    const text = `#!/bin/sh
# A comment of its own.
# description: Counts leads
# effect: none

# param: city string required Where to look
# param: limit integer optional
# timeout: 20
# env: GEO_KEY, HOME_CITY
echo 1
# effect: once
`;
    expect(toMetadata('count', readShellDeclarations(text))).toEqual({
      description: 'Counts leads',
      effect: 'none',
      inputSchema: {
        type: 'object',
        properties: { city: { type: 'string', description: 'Where to look' }, limit: { type: 'integer' } },
        required: ['city'],
        additionalProperties: false,
      },
      env: ['GEO_KEY', 'HOME_CITY'],
      timeoutMs: 20_000,
    });
  });

  it('has safe defaults: once, 300 s, any parameters, no variables', () => {
    expect(toMetadata('count', readShellDeclarations('echo 1\n'))).toEqual({
      description: 'Tool count of the project.',
      effect: 'once',
      inputSchema: { type: 'object', properties: {}, additionalProperties: true },
      env: [],
      timeoutMs: 300_000,
    });
  });

  it('takes a JSON Schema on one line', () => {
    const text = '# parameters: {"properties": {"a": {"type": "string"}}, "required": ["a"]}\n';
    expect(toMetadata('x', readShellDeclarations(text)).inputSchema).toEqual({
      type: 'object',
      properties: { a: { type: 'string' } },
      required: ['a'],
    });
  });
});

describe('a Python file', () => {
  it('declares literals at module level, with braces in strings, comments and joined strings', () => {
    const text = `#!/usr/bin/env python3
"""Looks a { lead up.

More words.
"""
__version__ = "1.0.0"
__effect__: str = 'idempotent'  # safe to repeat
__env__ = ["A", 'B',]
__timeout__ = 1_0.5
CONFIG_SCHEMA = {
    # the shape
    "type": "object",
    "properties": {"q": {"type": "string", "description": "a } brace " "and more", "default": None}},
    "additionalProperties": False,
}
`;
    expect(readCodeDeclarations(text, 'python')).toEqual({
      description: 'Looks a { lead up.',
      effect: 'idempotent',
      env: ['A', 'B'],
      timeout: 10.5,
      config_schema: {
        type: 'object',
        properties: { q: { type: 'string', description: 'a } brace and more', default: null } },
        additionalProperties: false,
      },
    });
  });

  it.each([
    ['inside a string', '"""\n__effect__ = "none"\n"""\n'],
    ['inside a function', 'def f():\n    __effect__ = "none"\n'],
    ['inside brackets', 'x = dict(\n__effect__ = "none"\n)\n'],
    ['a computed value', '__effect__ = "no" + "ne"\n'],
    ['a formatted string', '__effect__ = f"none"\n'],
    ['a call', '__effect__ = str("none")\n'],
    ['a comment', '# __effect__ = "none"\n'],
  ])('%s declares no effect', (_, text) => {
    expect(readCodeDeclarations(text, 'python')).not.toHaveProperty('effect');
  });
});

describe('a JavaScript or TypeScript file', () => {
  it('declares constants: bare keys, single quotes, comments, trailing commas', () => {
    const text = `// a tool
import x from 'y';
export const __tool_description__ = \`Looks { up\`;
export const __effect__ = 'none' as const;
const CONFIG_SCHEMA: object = {
  type: 'object', /* a } comment */
  properties: { q: { type: 'string', description: "it's {fine}" }, },
};
`;
    expect(readCodeDeclarations(text, 'javascript')).toEqual({
      description: 'Looks { up',
      effect: 'none',
      config_schema: { type: 'object', properties: { q: { type: 'string', description: "it's {fine}" } } },
    });
  });

  it.each([
    ['inside a template', 'const t = `\nexport const __effect__ = "none";\n`;\n'],
    ['inside a comment', '/*\nexport const __effect__ = "none";\n*/\n'],
    ['inside a function', 'function f() {\nconst __effect__ = "none";\n}\n'],
    ['a computed value', 'const __effect__ = "none" + "";\n'],
    ['a template with parts', 'const __effect__ = `no${"ne"}`;\n'],
  ])('%s declares no effect', (_, text) => {
    expect(readCodeDeclarations(text, 'javascript')).not.toHaveProperty('effect');
  });
});
