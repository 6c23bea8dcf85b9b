import { describe, expect, it } from 'vitest';
import { columns, painter } from '../../src/cli/output/style.ts';

describe('columns', () => {
  it('align rows of any width, to the right where asked, with nothing behind the last cell', () => {
    const rows = [
      ['a', '1 turn', 'done'],
      ['longer', '12 turns', ''],
    ];
    expect(columns(rows, [1])).toEqual(['a         1 turn  done', 'longer  12 turns']);
  });

  it('of no rows are no lines', () => {
    expect(columns([])).toEqual([]);
  });
});

describe('colour', () => {
  it('only repeats what the words say', () => {
    expect(painter(false)('red', 'error')).toBe('error');
    expect(painter(true)('red', 'error')).toContain('error');
  });
});
