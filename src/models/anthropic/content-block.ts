import type { ContentBlock, Json, JsonObject } from '#protocol';
import { BrokenStreamError } from './stream-errors.ts';

/** A block while it comes in. */
export type OpenBlock = { closed: boolean } & (
  | { kind: 'text'; text: string }
  /** `json` is what came of the input as text; `begun` what the first event held. */
  | { kind: 'tool_use'; id: string; name: string; json: string; begun: unknown }
  | { kind: 'thinking'; thinking: string; signature: string }
  | { kind: 'redacted_thinking'; data: string }
  /** Of a kind that rye never asks for. */
  | { kind: 'unread' }
);

type Loose = Record<string, unknown> & { type: string };

/** The block that an event begins. */
export function openBlock(block: Loose): OpenBlock {
  switch (block.type) {
    case 'text':
      return { closed: false, kind: 'text', text: text(block['text']) };
    case 'tool_use':
      return {
        closed: false,
        kind: 'tool_use',
        id: text(block['id']),
        name: text(block['name']),
        json: '',
        begun: block['input'],
      };
    case 'thinking':
      return {
        closed: false,
        kind: 'thinking',
        thinking: text(block['thinking']),
        signature: text(block['signature']),
      };
    case 'redacted_thinking':
      return { closed: false, kind: 'redacted_thinking', data: text(block['data']) };
    default:
      return { closed: false, kind: 'unread' };
  }
}

/** Adds what an event brings to its block; returns the text that can be shown. */
export function takeDelta(block: OpenBlock, delta: Loose): string {
  if (block.kind === 'text' && delta.type === 'text_delta') {
    const more = text(delta['text']);
    block.text += more;
    return more;
  }
  if (block.kind === 'tool_use' && delta.type === 'input_json_delta') block.json += text(delta['partial_json']);
  if (block.kind === 'thinking' && delta.type === 'thinking_delta') block.thinking += text(delta['thinking']);
  if (block.kind === 'thinking' && delta.type === 'signature_delta') block.signature += text(delta['signature']);
  return '';
}

/** The block as it goes into the log; an empty text is none. @throws {BrokenStreamError} for a call read by half */
export function finishBlock(block: OpenBlock): ContentBlock[] {
  switch (block.kind) {
    case 'text':
      return block.text === '' ? [] : [{ type: 'text', text: block.text }];
    case 'tool_use':
      return [{ type: 'tool_use', id: block.id, name: block.name, input: inputOf(block) }];
    case 'thinking':
      return [{ type: 'thinking', thinking: block.thinking, signature: block.signature }];
    case 'redacted_thinking':
      return [{ type: 'redacted_thinking', data: block.data }];
    case 'unread':
      return [];
  }
}

/** A tool without parameters is called with no JSON at all, which means an empty object. */
function inputOf(block: Extract<OpenBlock, { kind: 'tool_use' }>): JsonObject {
  if (!block.closed || block.name === '') throw halfRead(block.name);
  const value = block.json.trim() === '' ? (block.begun ?? {}) : parseInput(block);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw halfRead(block.name);
  return value as JsonObject;
}

function parseInput({ json, name }: Extract<OpenBlock, { kind: 'tool_use' }>): Json {
  try {
    return JSON.parse(json) as Json;
  } catch {
    throw halfRead(name);
  }
}

function halfRead(name: string): BrokenStreamError {
  return new BrokenStreamError('half_read_call', `the call of ${name || 'a tool'} came by half, and was not made`);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
