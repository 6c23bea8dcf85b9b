import type { DirectiveEntry, ProviderState } from '#app';
import { inputValue, type Json, nearest, usdText } from '#protocol';
import { inputsOfWords } from '../palette/inputs-of-words.ts';
import { splitWords } from '../palette/split-words.ts';
import { sanitize } from '../text/index.ts';
import type { LinearSession } from './session.ts';

/** Offers every directive that can be started. */
export async function offerDirectives(session: LinearSession): Promise<void> {
  const entries = await session.host.actions.directives();
  session.offerLines(
    entries.map((entry) => ({ id: entry.id, text: directiveLine(entry) })),
    (id) => prepareStart(session, id),
  );
}

/** Reads `DIRECTIVE [NAME=VALUE…]`, says what a start would use and cost at most, and asks. */
export async function prepareStart(session: LinearSession, rest: string): Promise<void> {
  const words = splitWords(rest);
  if (!words.ok) return session.say(words.problem);
  const [first, ...others] = words.words;
  const wanted = (first?.text ?? '').replace(/^\//, '');
  if (wanted === '') return offerDirectives(session);
  const entries = await session.host.actions.directives();
  const entry = entries.find(({ id }) => id === wanted);
  if (!entry) return sayUnknown(session, wanted, entries);
  if (entry.problem) return session.say(sanitize(`${entry.id} cannot be used: ${entry.problem.message}`));
  const typed = inputsOfWords(others, entry.inputs);
  const read = readInputs(entry, typed.values);
  const { actions } = session.host;
  const provider = actions.providers().find(({ name }) => name === actions.provider);
  const problem = typed.problem ?? read.problem ?? providerProblem(provider) ?? modelProblem(entry, provider);
  if (problem !== undefined) return session.say(sanitize(problem));
  session.say(sanitize(planLine(entry, provider)));
  session.confirm(`start ${entry.id}?`, async () => {
    const { id: item, kind } = entry;
    await session.open(await session.host.actions.start({ item, inputs: read.inputs, ...(kind && { kind }) }));
  });
}

function sayUnknown(session: LinearSession, wanted: string, entries: readonly DirectiveEntry[]): void {
  const near = nearest(
    wanted,
    entries.map(({ id }) => id),
  );
  const hint = near.length > 0 ? `Nearest: ${near.join(', ')}.` : 'Type directives for what there is.';
  session.say(sanitize(`There is no directive "${wanted}". ${hint}`));
}

function readInputs(
  { inputs: fields, id }: DirectiveEntry,
  values: ReadonlyMap<string, string>,
): { inputs: Record<string, Json>; problem?: string } {
  const inputs: Record<string, Json> = {};
  for (const { name, type, required, default: given } of fields) {
    const text = values.get(name);
    if (text === undefined) {
      if (required && given === undefined)
        return { inputs, problem: `${id} needs ${name}: type start ${id} ${name}=VALUE` };
      continue;
    }
    const value = inputValue(type, text);
    if (!value.ok) return { inputs, problem: `${name} is to be of type ${type}, such as ${name}=${value.example}` };
    inputs[name] = value.value;
  }
  for (const [name, text] of values) if (!(name in inputs)) inputs[name] = text;
  return { inputs };
}

function providerProblem(provider: ProviderState | undefined): string | undefined {
  if (!provider || provider.ready) return undefined;
  return `${provider.name} cannot answer: ${provider.reason ?? 'it is not ready'}. Start the cockpit with --offline for scripts instead.`;
}

function modelProblem(entry: DirectiveEntry, provider: ProviderState | undefined): string | undefined {
  return provider?.name === 'offline' ? undefined : entry.modelProblem?.message;
}

function directiveLine({ id, kind, description, problem, inputs }: DirectiveEntry): string {
  if (problem) return sanitize(`${kind ?? 'directive'} ${id}, cannot be used: ${problem.message}`);
  const needs = inputs.filter(({ required }) => required).map(({ name }) => name);
  return sanitize(
    `${kind ?? 'directive'} ${id}, ${description}${needs.length > 0 ? `, needs ${needs.join(', ')}` : ''}`,
  );
}

function planLine({ id, kind, model, limits }: DirectiveEntry, provider: ProviderState | undefined): string {
  const ceiling = limits['spend'] === undefined ? 'no ceiling' : `at most ${usdText(limits['spend'])}`;
  const who = `${kind === 'graph' ? 'what it calls' : (model?.id ?? 'its model')} by ${provider?.name ?? 'the default provider'}`;
  return `plan: ${id} with ${who}${provider?.simulated ? ' (simulated)' : ''}, ${ceiling}`;
}
