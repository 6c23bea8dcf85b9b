import { isFinal, nearest, type RunState, type ThreadState } from '#protocol';
import type { Surroundings } from '../overlays/surroundings.ts';
import { done, type PaletteEntry, type Resolved, refused } from './entry.ts';

/**
 * The tools of a fleet, for a person. Agents belong to the thread that created them: what only it can do it is asked to do, at
 * its next turn; what anybody may do to a thread is done at once.
 */
export const fleetCommands: readonly PaletteEntry[] = [
  {
    name: '/create-agent',
    aliases: [],
    usage: 'NAME TASK',
    description: 'ask the one who commands the fleet to create an agent',
    resolve: ([name, ...task], rest, around) => {
      if (!name || task.length === 0) return refused('Which agent, and what for? /create-agent NAME TASK');
      return ask(around, `Create an agent named ${name.text} for this task: ${after(rest, name.text)}`);
    },
  },
  {
    name: '/command-agent',
    aliases: [],
    usage: 'NAME TASK',
    description: 'tell an agent of the fleet something; it reads it at its next turn',
    resolve: ([name, ...task], rest, around) => {
      if (!name || task.length === 0) return refused('Which agent, and what? /command-agent NAME TASK');
      return onAgent(around, name.text, ({ run, agent }) => {
        const text = after(rest, name.text);
        if (isFinal(agent.status)) return ask(around, `Command the agent ${name.text}: ${text}`);
        return done({ kind: 'steer', runId: run.runId, wish: { kind: 'message', thread: agent.id, text } });
      });
    },
  },
  {
    name: '/delete-agent',
    aliases: [],
    usage: 'NAME',
    description: 'end an agent of the fleet and all below it, after a question',
    resolve: ([name], _rest, around) =>
      name
        ? onAgent(around, name.text, ({ run, agent }) =>
            isFinal(agent.status)
              ? refused(`${name.text} has ended: it is ${agent.status}.`)
              : done({ kind: 'openConfirm', wish: 'kill', target: { runId: run.runId, thread: agent.id } }),
          )
        : refused('Which agent? /delete-agent NAME'),
  },
  {
    name: '/delete-all-agents',
    aliases: [],
    description: 'ask the one who commands the fleet to delete all its agents',
    resolve: (_words, _rest, around) => ask(around, 'Delete all agents.'),
  },
];

/** Whether somebody in a run commands agents, or may. */
export function hasFleet(run: RunState): boolean {
  return commander(run) !== undefined;
}

/** What stands behind the first word, as it was typed. */
function after(rest: string, first: string): string {
  return rest
    .slice(rest.indexOf(first) + first.length)
    .replace(/^["']?\s+/, '')
    .trim();
}

function ask(around: Surroundings, text: string): Resolved {
  const state = around.feed?.state;
  const orchestrator = state && commander(state);
  if (!state || !orchestrator)
    return refused('No run with a fleet is open. /fleet starts one; `enter` on a run opens it.');
  if (isFinal(orchestrator.status)) return done({ kind: 'resume', runId: state.runId, request: { message: text } });
  const thread = orchestrator.parent === undefined ? {} : { thread: orchestrator.id };
  return done({ kind: 'steer', runId: state.runId, wish: { kind: 'message', ...thread, text } });
}

/** Who has created agents, else whoever leads the run where it may. */
function commander({ threads, root }: RunState): ThreadState | undefined {
  const first = threads.get(root ?? '');
  if (first?.capabilities.some((capability) => FLEET.test(capability))) return first;
  const created = [...threads.values()].find(({ agent }) => agent !== undefined);
  return created?.parent === undefined ? undefined : threads.get(created.parent);
}

const FLEET = /^rye\.execute\.(\*|tool\.(\*|rye\.(\*|agent\.(\*|fleet\b))))/;

function onAgent(
  { feed }: Surroundings,
  name: string,
  use: (found: { run: RunState; agent: ThreadState }) => Resolved,
): Resolved {
  const run = feed?.state;
  if (!run) return refused('No run with a fleet is open. /fleet starts one; `enter` on a run opens it.');
  const agents = [...run.threads.values()].filter(({ agent }) => agent !== undefined && agent.deletedAt === undefined);
  // One that was commanded after its end goes on as another thread of the same name.
  const found = agents.findLast(({ agent }) => agent?.name === name);
  if (found) return use({ run, agent: found });
  const names = agents.map(({ agent }) => agent?.name ?? '');
  const [near] = nearest(name, names, 1);
  const there = names.length === 0 ? 'It has none.' : `Nearest: ${near ?? names[0]}`;
  return refused(`There is no agent ${name}. ${there}`);
}
