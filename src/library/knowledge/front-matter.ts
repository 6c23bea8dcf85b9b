import type { JsonObject } from '#protocol';
import { grayMatter } from '../lazy.ts';
import { isJsonObject, readYaml } from '../yaml/read-yaml.ts';

/** Front matter and what follows it, or what is wrong and where; undefined where the text has none. */
export type FrontMatter =
  | { ok: true; data: JsonObject; content: string }
  | { ok: false; offset: number; code: 'bad-front-matter' | 'too-deep' | 'too-large'; message: string }
  | undefined;

class YamlFault extends Error {
  readonly offset: number;
  readonly fault: 'bad-front-matter' | 'too-deep' | 'too-large';

  constructor(message: string, offset: number, fault: YamlFault['fault'] = 'bad-front-matter') {
    super(message);
    this.offset = offset;
    this.fault = fault;
  }
}

const refuse = {
  parse: (): object => {
    throw new YamlFault('only YAML front matter is allowed', 0);
  },
  stringify: (): string => {
    throw new YamlFault('only YAML front matter is allowed', 0);
  },
};

/**
 * Splits `---` front matter off with gray-matter, whose own engines are all replaced: its JavaScript one would run code
 * from the document (gray-matter issue 178). Passing options also keeps its cache of failed parses out of use.
 */
export function readFrontMatter(text: string): FrontMatter {
  if (/^---[ \t]*[^\s-]/.test(text))
    return {
      ok: false,
      offset: 0,
      code: 'bad-front-matter',
      message: 'only YAML front matter is allowed: the line must be "---"',
    };
  if (!/^---[ \t]*\n/.test(text)) return undefined;
  const close = text.indexOf('\n---', 3);
  // A rule of dashes that nothing closes is part of the document.
  if (close === -1) return undefined;
  if (!/^---[ \t]*(\n|$)/.test(text.slice(close + 1))) {
    const message = 'a line in the front matter begins with "---" but is not "---"';
    return { ok: false, offset: close + 1, code: 'bad-front-matter', message };
  }
  const start = text.indexOf('\n');
  const yaml = {
    parse: (block: string): object => {
      const reading = readYaml(block);
      if (!reading.ok) {
        const fault = reading.code === 'bad-yaml' ? 'bad-front-matter' : reading.code;
        throw new YamlFault(reading.message, Math.max(start, text.indexOf(block)) + reading.offset, fault);
      }
      if (reading.value === null) return {};
      if (!isJsonObject(reading.value)) throw new YamlFault('front matter must be a mapping', start + 1);
      return reading.value;
    },
    stringify: refuse.stringify,
  };
  try {
    const file = grayMatter()(text, {
      language: 'yaml',
      engines: { yaml, json: refuse, javascript: refuse, js: refuse, coffee: refuse, toml: refuse },
    });
    return { ok: true, data: file.data as JsonObject, content: file.content };
  } catch (thrown) {
    if (!(thrown instanceof YamlFault)) throw thrown;
    return { ok: false, offset: thrown.offset, code: thrown.fault, message: thrown.message };
  }
}
