/** A command line as rules see it: the simple commands in it, words without their quotes, and whether that is all of it. */
export interface CommandParts {
  /** Of each simple command its words, one space between them. */
  commands: string[];
  /** Something in it is only known when it runs: a substitution, a redirection, a group. */
  opaque: boolean;
}

/** What ends a simple command. */
const ENDS: ReadonlySet<string> = new Set([';', '&', '|', '\n', '(', ')', '`']);
/** What makes a line more than its words. */
const OPAQUE: ReadonlySet<string> = new Set(['(', ')', '`', '<', '>', '$', '{', '}']);

/**
 * Takes a shell command line apart, far enough to compare it with patterns. It errs towards seeing too many commands,
 * and towards calling a line opaque: never the other way round.
 */
export function commandParts(line: string): CommandParts {
  const commands: string[] = [];
  let word = '';
  let words: string[] = [];
  let quote = '';
  let opaque = false;
  const endWord = (): void => {
    if (word !== '') words.push(word);
    word = '';
  };
  const endCommand = (): void => {
    endWord();
    if (words.length > 0) commands.push(words.join(' '));
    words = [];
  };
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (quote === "'") {
      if (char === quote) quote = '';
      else word += char;
    } else if (char === '\\') {
      at += 1;
      // A line that goes on on the next one.
      if (line.charAt(at) !== '\n') word += line.charAt(at);
    } else if (quote === '"' && char === '"') quote = '';
    else if (quote === '' && (char === '"' || char === "'")) quote = char;
    else if (char === '`' || (char === '$' && line.charAt(at + 1) === '(')) {
      opaque = true;
      endCommand();
      if (char === '$') at += 1;
    } else if (quote === '"') {
      if (char === '$') opaque = true;
      word += char;
    } else {
      if (OPAQUE.has(char)) opaque = true;
      if (ENDS.has(char)) endCommand();
      else if (/\s/.test(char)) endWord();
      else if (char !== '{' && char !== '}') word += char;
    }
  }
  endCommand();
  return { commands, opaque: opaque || quote !== '' };
}
