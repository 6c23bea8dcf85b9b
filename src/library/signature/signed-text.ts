import type { ItemKind } from '#protocol';
import { findFences, opensAs } from '../fences.ts';

/**
 * The part of an item that its signature covers; undefined where the item lacks that part.
 * @param rest The text without its signature line and, for tools, without a `#!` line.
 */
export function coveredText(kind: ItemKind, rest: string): string | undefined {
  if (kind === 'directive') return directiveSpan(rest);
  if (kind !== 'knowledge' || !rest.startsWith('---')) return rest;
  const close = rest.indexOf('---', 3);
  return close === -1 ? rest : rest.slice(close + 3).trim();
}

/**
 * From the first `<directive…>` to the last `</directive>`. The span must be what the xml fence holds: a signed span kept
 * in a sample beside another fence would otherwise lend that fence its signature.
 */
function directiveSpan(rest: string): string | undefined {
  const start = rest.indexOf('<directive');
  const end = rest.lastIndexOf('</directive>') + '</directive>'.length;
  const opened = rest.indexOf('>', start);
  const fence = findFences(rest).find((candidate) => opensAs(candidate, 'xml'));
  if (start === -1 || opened === -1 || opened >= end || fence === undefined) return undefined;
  const [before, after] = [rest.slice(fence.contentStart, start), rest.slice(end, fence.contentEnd)];
  const inside = start >= fence.contentStart && end <= fence.contentEnd;
  const alone = [before, after].every((part) => part.replace(/<!--[\s\S]*?-->|<\?[\s\S]*?\?>/g, '').trim() === '');
  return inside && alone ? rest.slice(start, end) : undefined;
}
