import { checkCondition, type Json } from '#protocol';
import { headOf, operandsIn, pathsIn, waitName } from './expressions.ts';
import type { Script } from './script-schema.ts';

/** A mistake in a script that has the right shape, and where: the path of keys that leads there. */
export interface ScriptMistake {
  at: (string | number)[];
  message: string;
}

/** Finds names that nothing has, names that are taken, and conditions that cannot be evaluated. */
export function checkScript(script: Script): ScriptMistake[] {
  const mistakes: ScriptMistake[] = [];
  const known = new Set<string>();
  const report = (at: (string | number)[], message: string): void => void mistakes.push({ at, message });

  const checkPaths = (at: (string | number)[], paths: string[], roots: string[]): void => {
    for (const path of paths) {
      const { root, member } = headOf(path);
      if (!roots.includes(root)) {
        report(at, `"${path}" begins with "${root}"; it may begin with ${roots.join(', ')}`);
      } else if (root === 'results' && member !== '' && !known.has(member)) {
        const names = known.size > 0 ? `there are: ${[...known].join(', ')}` : 'no earlier turn has a named call';
        report(at, `no earlier turn has a result called "${member}"; ${names}`);
      }
    }
  };
  const checkWhen = (at: (string | number)[], when: Json | undefined, roots: string[]): void => {
    for (const problem of checkCondition(when)) if (problem.level === 'error') report([...at, 'when'], problem.message);
    checkPaths([...at, 'when'], pathsIn(when), roots);
  };

  for (const [t, turn] of script.turns.entries()) {
    const at = ['turns', t];
    const roots = ['inputs', 'results'];
    checkPaths([...at, 'text'], operandsIn(turn.text), roots);
    checkWhen(at, turn.when, roots);
    const names = turn.calls.flatMap((call) => call.name ?? []);
    for (const [c, call] of turn.calls.entries()) {
      const inCall = [...at, 'calls', c];
      const callRoots = call.foreach === undefined ? roots : [...roots, call.as];
      checkPaths([...inCall, 'input'], operandsIn(call.input), callRoots);
      checkPaths([...inCall, 'foreach'], operandsIn(call.foreach), roots);
      checkWhen(inCall, call.when, callRoots);
      if (call.name !== undefined && names.indexOf(call.name) !== names.lastIndexOf(call.name)) {
        report([...inCall, 'name'], `two calls of this turn are called "${call.name}"`);
      }
      if (roots.includes(call.as)) report([...inCall, 'as'], `"${call.as}" is taken`);
    }
    if (turn.wait !== undefined && !known.has(turn.wait.for)) {
      report([...at, 'wait'], `no earlier turn has a call named "${turn.wait.for}" to wait for`);
    }
    for (const name of names) known.add(name);
    if (turn.wait !== undefined) known.add(waitName(turn.wait.for));
  }
  checkPaths(['closing'], operandsIn(script.closing), ['inputs', 'results']);
  return mistakes;
}
