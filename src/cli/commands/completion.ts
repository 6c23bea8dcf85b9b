import type { Command } from 'commander';

const NAME = 'completion';

/**
 * Adds `rye completion SHELL`, and the hidden `rye complete` that its script asks. The library hooks itself onto every
 * command, so it is loaded only for these two; for the rest the name alone stands in the help.
 */
export async function addCompletion(program: Command, args: readonly string[]): Promise<void> {
  if (args[0] === NAME || args[0] === 'complete') {
    const { default: tab } = await import('@bomb.sh/tab/commander');
    tab(program, { completionCommandName: NAME });
    return;
  }
  program
    .command(`${NAME} <shell>`)
    .description('print the completion script of bash, zsh or fish')
    .addHelpText('after', '\nExample:\n  rye completion bash >> ~/.bashrc\n');
}
