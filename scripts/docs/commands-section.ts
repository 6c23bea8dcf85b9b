import { executeCli, type Io } from '#cli';

/** The help of every command, as the command line prints it. */
export async function commandsSection(): Promise<string> {
  const root = await helpOf([]);
  const names = [...root.slice(root.indexOf('\nCommands:')).matchAll(/^ {2}([a-z]+)\b/gm)].map(
    ([, name]) => name ?? '',
  );
  const commands = names.filter((name) => name !== 'help' && name !== 'rye');
  const sections = [['rye', root]];
  for (const name of commands) sections.push([`rye ${name}`, await helpOf([name])]);
  return sections.map(([title, help]) => `### ${title}\n\n\`\`\`text\n${help}\n\`\`\``).join('\n\n');
}

async function helpOf(command: readonly string[]): Promise<string> {
  let text = '';
  const io: Io = {
    out: (part) => {
      text += part;
    },
    err: (part) => {
      text += part;
    },
    readInput: () => Promise.resolve(''),
    env: {},
    cwd: '.',
    colour: false,
    interactive: false,
    interrupt: new AbortController().signal,
  };
  const exit = await executeCli([...command, '--help'], io);
  if (exit !== 0) throw new Error(`rye ${command.join(' ')} --help ended with ${exit}:\n${text}`);
  return text.trimEnd().replace(/[ \t]+$/gm, '');
}
