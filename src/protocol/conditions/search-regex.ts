import { parseRegex, type RegexNode } from './parse-regex.ts';

type Instruction =
  | { do: 'read'; accepts: (char: string) => boolean }
  | { do: 'check'; holds: (before: string | undefined, after: string | undefined, isLast: boolean) => boolean }
  | { do: 'fork'; to: number[] }
  | { do: 'match' };

/** Counts multiply a pattern's size; past these, searching would be slow even though it is linear. */
const maxInstructions = 2_000;
const maxVisits = 20_000;
/** Instructions times characters: about a second of work. */
const maxWork = 20_000_000;

/**
 * Whether a regular expression is found anywhere in a text, in time linear in the text.
 *
 * All alternatives are walked side by side, so that no pattern, however written, makes a thread hang on a text that a
 * model or a command produced (Thompson's construction, without captures).
 */
export function searchRegex(pattern: string, text: string): { found: boolean } | { problem: string } {
  const parsed = parseRegex(pattern);
  if ('problem' in parsed) return parsed;
  const program = compile(parsed.node);
  if (program === undefined) return { problem: 'counts that make it too large' };
  const chars = Array.from(text);
  if (program.length * chars.length > maxWork) return { problem: `a text of ${chars.length} characters to search` };
  return { found: run(program, chars) };
}

function compile(root: RegexNode): Instruction[] | undefined {
  const program: Instruction[] = [];
  let visits = 0;
  const isTooLarge = () => visits > maxVisits || program.length > maxInstructions;
  const fork = (): number[] => {
    const to: number[] = [];
    program.push({ do: 'fork', to });
    return to;
  };
  const emit = (node: RegexNode): void => {
    visits += 1;
    if (isTooLarge()) return;
    switch (node.kind) {
      case 'char':
        program.push({ do: 'read', accepts: node.accepts });
        return;
      case 'edge':
        program.push({ do: 'check', holds: node.holds });
        return;
      case 'sequence':
        node.parts.forEach(emit);
        return;
      case 'choice': {
        const starts = fork();
        const exits = node.options.map((option) => {
          starts.push(program.length);
          emit(option);
          return fork();
        });
        for (const exit of exits) exit.push(program.length);
        return;
      }
      case 'repeat':
        emitRepeat(node);
        return;
    }
  };
  const emitRepeat = ({ node, min, max }: RegexNode & { kind: 'repeat' }): void => {
    for (let count = 0; count < min && !isTooLarge(); count += 1) emit(node);
    if (max === Infinity) {
      const start = program.length;
      const enter = fork();
      enter.push(program.length);
      emit(node);
      fork().push(start);
      enter.push(program.length);
      return;
    }
    const skips: number[][] = [];
    for (let count = min; count < max && !isTooLarge(); count += 1) {
      const skip = fork();
      skip.push(program.length);
      skips.push(skip);
      emit(node);
    }
    for (const skip of skips) skip.push(program.length);
  };
  emit(root);
  program.push({ do: 'match' });
  return isTooLarge() ? undefined : program;
}

function run(program: readonly Instruction[], chars: readonly string[]): boolean {
  let waiting: number[] = [];
  for (let at = 0; at <= chars.length; at += 1) {
    const [before, after, isLast] = [chars[at - 1], chars[at], at === chars.length - 1];
    const reached = new Set<number>();
    const next: number[] = [];
    const open = [0, ...waiting];
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      if (reached.has(index)) continue;
      reached.add(index);
      const instruction = program[index];
      if (instruction === undefined) continue;
      if (instruction.do === 'match') return true;
      if (instruction.do === 'fork') open.push(...instruction.to);
      else if (instruction.do === 'check') {
        if (instruction.holds(before, after, isLast)) open.push(index + 1);
      } else if (after !== undefined && instruction.accepts(after)) next.push(index + 1);
    }
    waiting = next;
  }
  return false;
}
