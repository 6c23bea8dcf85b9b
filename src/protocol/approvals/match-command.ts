import { matchCapability } from '../capabilities/index.ts';
import type { CommandParts } from './command-parts.ts';

/**
 * Whether a command line fits one of some patterns; `*` is any run of characters.
 * @param all Every simple command has to fit, and nothing may be hidden. Otherwise one is enough, wherever in its
 * command a word begins: `git push*` then fits `sudo git push` and `bash -c "cd x && git push"`.
 */
export function matchCommand(patterns: readonly string[], { commands, opaque }: CommandParts, all: boolean): boolean {
  const fits = (text: string): boolean => patterns.some((pattern) => matchCapability(pattern, text));
  if (all) return !opaque && commands.length > 0 && commands.every(fits);
  return commands.some((command) => {
    // What stood in quotes may be a command line of its own.
    const words = command.split(/[\s;&|(){}]+/).filter((word) => word !== '');
    return words.some((word, at) => {
      const rest = words.slice(at + 1);
      return fits([word, ...rest].join(' ')) || fits([word.split('/').at(-1) ?? '', ...rest].join(' '));
    });
  });
}
