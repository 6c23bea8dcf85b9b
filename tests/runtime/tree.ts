import type { JsonObject, ModelRequest } from '#protocol';
import { FakeClock } from '../helpers/fake-clock.ts';
import { directiveOf, type FixtureFacts, RuntimeFixture } from '../helpers/runtime-fixture.ts';
import { resultsIn, type ScriptedAnswer, scriptedModel, turnOf } from '../helpers/scripted-model.ts';

export type Script = (request: ModelRequest, turn: number) => ScriptedAnswer;

/** A run of `team/lead` with scripts by directive id. */
export function tree(
  scripts: Record<string, Script>,
  facts: Partial<FixtureFacts> & { parts?: Record<string, Parameters<typeof directiveOf>[1]> } = {},
) {
  const clock = new FakeClock();
  const model = scriptedModel(
    (request) => scripts[request.asker.directive]?.(request, turnOf(request)) ?? { text: 'done' },
    {
      sleep: (ms, signal) => clock.sleep(ms, signal),
    },
  );
  const { parts, ...rest } = facts;
  const directives = Object.keys(scripts).map((id) => directiveOf(id, parts?.[id]));
  return { model, clock, fixture: new RuntimeFixture({ model, clock, directives, ...rest }) };
}

export const results = (request: ModelRequest): JsonObject[] =>
  resultsIn(request).map((text) => JSON.parse(text) as JsonObject);
export const ids = (request: ModelRequest): string[] => results(request).map((result) => result['thread_id'] as string);

/** The request that a directive made in one of its turns. */
export function requestOf(model: { requests: ModelRequest[] }, directive: string, turn: number): ModelRequest {
  return model.requests.find((request) => request.asker.directive === directive && turnOf(request) === turn)!;
}

/** Every thread id that the results of a conversation name, in order. */
export function allIds(request: ModelRequest): string[] {
  return request.messages.flatMap(({ content }) =>
    content.flatMap((block) => {
      if (block.type !== 'tool_result') return [];
      const id = (JSON.parse(block.content) as JsonObject)['thread_id'];
      return typeof id === 'string' ? [id] : [];
    }),
  );
}
