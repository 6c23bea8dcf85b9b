import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLibrary, parseDirective } from '#library';
import { createOfflineModel } from '#models';
import type { Directive, Json, JsonObject, Message } from '#protocol';
import { FakeClock } from './fake-clock.ts';
import { messageFrames } from './messages-frames.ts';
import { type Answer, type MessagesBody, type MessagesServer, startMessagesServer } from './messages-server.ts';
import { promptCache } from './prompt-cache.ts';
import { checkout } from './rye.ts';

/** Which call a request is, as far as the conversation tells. */
export interface AskedCall {
  directive: string;
  inputs: JsonObject;
  /** From 1. */
  turn: number;
  /** How often this very request has come, from 1. */
  attempt: number;
}

export interface ScriptServerOptions {
  /** Answers in the script's place where it returns something. @param frames What the script would answer. */
  instead?: (asked: AskedCall, frames: string[]) => Answer | undefined;
}

/**
 * A server that speaks the Messages API and answers from the offline scripts of a project: it knows a thread's directive
 * and inputs only from its prompt, and how far it is only from the conversation, as a model would.
 */
export async function startScriptServer(
  project: string,
  { instead }: ScriptServerOptions = {},
): Promise<MessagesServer> {
  const bundled = { directives: join(checkout, 'directives'), ai: join(checkout, '.ai') };
  const library = createLibrary({ spaces: { project, bundled } });
  const ids = (await library.list('directive')).map(({ id }) => id);
  const directives = await Promise.all(ids.map((id) => library.directive(id)));
  const scripts = createOfflineModel({
    loadScript: async (directive) => {
      const path = `.ai/offline/${directive}.yaml`;
      return { path, text: await readFile(join(project, path), 'utf8') };
    },
    clock: new FakeClock(),
  });
  const cache = promptCache();
  const attempts = new Map<string, number>();

  return startMessagesServer(async ({ body }) => {
    const prompt = (body.messages[0]?.content ?? [])
      .flatMap(({ text }) => (typeof text === 'string' ? [text] : []))
      .join('\n');
    // What other threads were told may stand before it.
    const name = [...prompt.matchAll(/<directive name="(.*?)">/g)].at(-1)?.[1];
    if (name === undefined) throw new Error('the prompt names no directive');
    const directive = directives.find((one) => one.name === name) ?? madeUp(name);
    const inputs = inputsIn(prompt, directive);
    const reply = await scripts.call(requestOf(body, directive, inputs), { signal: new AbortController().signal });
    if (!reply.ok) throw new Error(reply.failure.message);
    const { content, stopReason } = reply;
    const usage = { ...cache.read(body), output_tokens: reply.usage.output_tokens };
    const frames = messageFrames({ content, stopReason, usage, chunk: 200 });
    const attempt = (attempts.get(JSON.stringify(body.messages)) ?? 0) + 1;
    attempts.set(JSON.stringify(body.messages), attempt);
    const turn = body.messages.filter(({ role }) => role === 'assistant').length + 1;
    return instead?.({ directive: directive.source.id, inputs, turn, attempt }, frames) ?? { frames };
  });
}

/** An agent that a run has made up: its script is for all of its name. */
function madeUp(name: string): Directive {
  const text = `# ${name}\n\n\`\`\`xml\n<directive name="${name}" version="1.0.0"><metadata><description>d</description><category>fleet</category><author>a</author><model tier="general"/></metadata></directive>\n\`\`\`\n`;
  const id = `fleet/${name}`;
  return parseDirective({ kind: 'directive', id, space: 'project', path: id, text, sha256: '', signature: 'unsigned' });
}

function requestOf(body: MessagesBody, { source, body: text, outputs }: Directive, inputs: JsonObject) {
  return {
    asker: { runId: '', thread: '', place: '', directive: source.id, body: text, inputs, outputs },
    callId: '',
    model: body.model,
    system: '',
    messages: body.messages as unknown as Message[],
    tools: [],
    maxOutputTokens: body.max_tokens ?? 0,
  };
}

/** Reads the inputs out of a prompt, by the text around their placeholders. */
function inputsIn(prompt: string, { body, inputs }: Directive): JsonObject {
  const seen = new Set<string>();
  const pattern = body.trim().replace(/\{input:(\w+)\}|[.*+?^${}()|[\]\\]/g, (all, name: string | undefined) => {
    if (name === undefined) return `\\${all}`;
    if (seen.has(name)) return `\\k<${name}>`;
    seen.add(name);
    return `(?<${name}>.*)`;
  });
  const found = new RegExp(pattern).exec(prompt)?.groups ?? {};
  return Object.fromEntries(
    inputs.flatMap(({ name, type }) => {
      const text = found[name];
      return text === undefined ? [] : [[name, type === 'string' ? text : (JSON.parse(text) as Json)]];
    }),
  );
}
