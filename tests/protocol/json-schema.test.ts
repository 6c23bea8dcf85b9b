import { describe, expect, it } from 'vitest';
import { misfit } from '#protocol';

const schema = {
  type: 'object',
  properties: { path: { type: 'string' }, limit: { type: 'integer', minimum: 1 } },
  required: ['path'],
};

describe('a value against a JSON Schema', () => {
  it('fits where everything required is there', () => {
    expect(misfit(schema, { path: 'a.ts', limit: 3 })).toBeUndefined();
  });

  it('is told by name what is missing or of the wrong kind', () => {
    expect(misfit(schema, {})).toContain('path');
    expect(misfit(schema, { path: 'a.ts', limit: 0 })).toContain('limit');
    expect(misfit(schema, { path: 7 })).toContain('path');
    expect(misfit(schema, 'a.ts')).toBeDefined();
  });
});
