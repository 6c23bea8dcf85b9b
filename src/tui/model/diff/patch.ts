/** One line of a unified diff, without the sign that it begins with. */
export interface PatchLine {
  kind: 'hunk' | 'same' | 'removed' | 'added' | 'note';
  text: string;
}

/** A unified diff as its lines; the names at its head are left out. */
export function parsePatch(patch: string): PatchLine[] {
  const lines = patch.replace(/\n$/, '').split('\n');
  const from = lines.findIndex((line) => line.startsWith('@@'));
  return from < 0 ? [] : lines.slice(from).map(parseLine);
}

function parseLine(line: string): PatchLine {
  if (line.startsWith('@@')) return { kind: 'hunk', text: line };
  if (line.startsWith('\\')) return { kind: 'note', text: line };
  const kind = line.startsWith('-') ? 'removed' : line.startsWith('+') ? 'added' : 'same';
  return { kind, text: line.slice(1) };
}

/** The lines as a unified diff, each with its sign. */
export function patchText(lines: readonly PatchLine[]): string {
  return lines.map(({ kind, text }) => `${SIGNS[kind]}${text}\n`).join('');
}

/** With what a line of each kind begins. */
export const SIGNS = { hunk: '', same: ' ', removed: '-', added: '+', note: '' } as const;

/** How many hunks, and lines of each kind. */
export function countPatch(lines: readonly PatchLine[]): { hunks: number; added: number; removed: number } {
  const count = (kind: PatchLine['kind']): number => lines.filter((line) => line.kind === kind).length;
  return { hunks: count('hunk'), added: count('added'), removed: count('removed') };
}

/** What a patch is read from right to left: lines that were removed are added. */
export function swapPatch(lines: readonly PatchLine[]): PatchLine[] {
  return mapBlocks(lines, ({ removed, added }) => [...turned(added, 'removed'), ...turned(removed, 'added')]).map(
    (line) => (line.kind === 'hunk' ? { ...line, text: swapRanges(line.text) } : line),
  );
}

function turned(lines: readonly PatchLine[], kind: 'removed' | 'added'): PatchLine[] {
  return lines.map((line) => (line.kind === 'note' ? line : { ...line, kind }));
}

function swapRanges(text: string): string {
  return text.replace(/^@@ -(\S+) \+(\S+) @@/, '@@ -$2 +$1 @@');
}

/** What is left where only spaces differ: such lines count as the same, and hunks of nothing else are gone. */
export function withoutSpaceChanges(lines: readonly PatchLine[]): PatchLine[] {
  const merged = mapBlocks(lines, mergeAlike);
  const hunks: PatchLine[][] = [];
  for (const line of merged) {
    if (line.kind === 'hunk') hunks.push([line]);
    else hunks.at(-1)?.push(line);
  }
  return hunks.filter((hunk) => hunk.some(({ kind }) => kind === 'removed' || kind === 'added')).flat();
}

interface Block {
  removed: PatchLine[];
  added: PatchLine[];
}

/** Replaces each stretch of lines that differ; a note belongs to the line before it. */
function mapBlocks(lines: readonly PatchLine[], replace: (block: Block) => PatchLine[]): PatchLine[] {
  const result: PatchLine[] = [];
  let block: Block | undefined;
  let last: PatchLine[] = result;
  for (const line of lines) {
    if (line.kind === 'removed' || line.kind === 'added') {
      block ??= { removed: [], added: [] };
      last = block[line.kind];
      last.push(line);
    } else if (line.kind === 'note' && block) last.push(line);
    else {
      if (block) result.push(...replace(block));
      block = undefined;
      result.push(line);
    }
  }
  return block ? [...result, ...replace(block)] : result;
}

/** More pairs than this are not compared each with each. */
const MOST_PAIRS = 250_000;

/** Lines of a block that are alike but for spaces become one that is the same, as the right side has it. */
function mergeAlike({ removed, added }: Block): PatchLine[] {
  const [left, right] = [removed.map(plainOf), added.map(plainOf)];
  const pairs = alikePairs(left, right);
  const merged: PatchLine[] = [];
  let [a, b] = [0, 0];
  for (const [nextA, nextB] of [...pairs, [left.length, right.length] as const]) {
    merged.push(...removed.slice(a, nextA), ...added.slice(b, nextB));
    const same = added[nextB];
    if (same) merged.push({ ...same, kind: same.kind === 'note' ? 'note' : 'same' });
    [a, b] = [nextA + 1, nextB + 1];
  }
  return merged;
}

function plainOf({ kind, text }: PatchLine): string {
  return kind === 'note' ? `\n${text}` : text.replace(/\s+/g, '');
}

/** The longest sequence of lines that both have, as pairs of their indexes. */
function alikePairs(a: readonly string[], b: readonly string[]): [number, number][] {
  if (a.length * b.length > MOST_PAIRS) return alikeInPlace(a, b);
  const longest = Array.from({ length: a.length + 1 }, () => Array.from({ length: b.length + 1 }, () => 0));
  const at = (nth: number, other: number): number => longest[nth]?.[other] ?? 0;
  for (let nth = a.length - 1; nth >= 0; nth -= 1)
    for (let other = b.length - 1; other >= 0; other -= 1) {
      const row = longest[nth];
      const best = a[nth] === b[other] ? at(nth + 1, other + 1) + 1 : Math.max(at(nth + 1, other), at(nth, other + 1));
      if (row) row[other] = best;
    }
  const pairs: [number, number][] = [];
  let [nth, other] = [0, 0];
  while (nth < a.length && other < b.length) {
    if (a[nth] === b[other]) pairs.push([nth++, other++]);
    else if (at(nth + 1, other) >= at(nth, other + 1)) nth += 1;
    else other += 1;
  }
  return pairs;
}

/** Of long blocks, lines are compared with those that stand beside them. */
function alikeInPlace(a: readonly string[], b: readonly string[]): [number, number][] {
  return a.flatMap((line, nth): [number, number][] => (line === b[nth] ? [[nth, nth]] : []));
}
