import type { ListFilter } from '../model/model.ts';
import { sanitize } from '../text/index.ts';

/** A filter as the title of a list names it; empty where there is none. */
export function filterText({ text, only }: ListFilter = { text: '' }): string {
  return [only, sanitize(text, 100)].filter((part) => part !== undefined && part !== '').join(' ');
}
