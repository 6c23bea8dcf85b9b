import { type ApprovalQuestion, actionFacts, fitsPattern, type JsonObject } from '#protocol';

/** What a pattern is about, and the one that is offered: it fits the action itself, or is empty. */
export interface Suggestion {
  about: 'command' | 'host' | 'path';
  pattern: string;
}

/** No path of a project: nothing is shown relative to it. */
const NOWHERE = '/.';

/** Facts of an action; its paths relative to the project, where that is known. */
export function factsOf({ action }: ApprovalQuestion, projectRoot = NOWHERE, input: JsonObject = action.input) {
  return actionFacts({ ...action, input }, projectRoot);
}

/** What else an answer may cover, as `rye approve --pattern` takes it; undefined where an action names nothing of the kind. */
export function suggestPattern(
  question: ApprovalQuestion,
  projectRoot?: string,
  input?: JsonObject,
): Suggestion | undefined {
  const facts = factsOf(question, projectRoot, input);
  const { command, hosts, paths } = facts;
  const [host = ''] = hosts;
  const [path = ''] = paths;
  const suggestion: Suggestion | undefined = command
    ? { about: 'command', pattern: commandPattern(command.commands[0] ?? '') }
    : host !== ''
      ? { about: 'host', pattern: host }
      : path !== ''
        ? { about: 'path', pattern: path }
        : undefined;
  if (!suggestion || suggestion.pattern === '' || fitsPattern(suggestion.pattern, facts)) return suggestion;
  return { ...suggestion, pattern: '' };
}

/** `git push origin main` is a `git push *`: the program, what it is to do, and anything. */
function commandPattern(command: string): string {
  const words = command.split(' ');
  return words.length <= 2 ? command : `${words.slice(0, 2).join(' ')} *`;
}
